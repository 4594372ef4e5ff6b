// What the compiler saw of the file system while it parsed a unit: that nothing has changed is to look again and see the same.
//
// A file that was looked for in vain counts too: a header that appears in an earlier folder of the search path would be taken.
// Thread safety: value types; a RecordingFileSystem is used by one thread, as Clang uses the file system of one unit.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace check {

enum class LookKind : std::uint8_t {
  kPresence,  ///< whether the path is there, and a folder
  kContent,   ///< of a file
  kListing,   ///< the names in a folder
};

/// One question to the file system.
struct Look {
  std::string path;  ///< absolute
  LookKind kind = LookKind::kPresence;

  friend auto operator<=>(const Look&, const Look&) = default;
};

/// The answers, as short texts; the empty one when nothing is there.
using ReadRecord = std::map<Look, std::string>;

/// What the look shows now.
std::string answer_to(const Look& look);

/// The file system below, and a record of what was asked.
class RecordingFileSystem : public llvm::RTTIExtends<RecordingFileSystem, llvm::vfs::ProxyFileSystem> {
 public:
  static const char ID;
  explicit RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below);

  const ReadRecord& record() const { return record_; }

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override;
  bool exists(const llvm::Twine& path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine& path, std::error_code& error) override;

  void note(const llvm::Twine& path, LookKind kind, std::string answer);

 private:
  ReadRecord record_;
};

}  // namespace check
