#include "tool/store/read_record.h"

#include <algorithm>
#include <vector>

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "tool/store/digest.h"

namespace check {
namespace {

constexpr const char* kFile = "file";
constexpr const char* kFolder = "folder";

std::string presence(bool is_folder) { return is_folder ? kFolder : kFile; }

std::string content_of(const llvm::MemoryBuffer& buffer) {
  return digest_of({{buffer.getBufferStart(), buffer.getBufferSize()}});
}

std::string digest_of_listing(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path());
  if (error) return "";
  std::ranges::sort(names);
  std::string list;
  for (const std::string& name : names) list += name + '\n';
  return digest_of({list});
}

/// A file of which is noted what is read of it: before the compiler sees it, so that it is what the compiler sees.
class RecordedFile : public llvm::vfs::File {
 public:
  RecordedFile(std::unique_ptr<File> below, RecordingFileSystem& record, std::string path)
      : below_(std::move(below)), record_(record), path_(std::move(path)) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return below_->status(); }
  llvm::ErrorOr<std::string> getName() override { return below_->getName(); }
  std::error_code close() override { return below_->close(); }

  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine& name, std::int64_t size, bool needs_terminator,
                                                               bool is_volatile) override {
    auto buffer = below_->getBuffer(name, size, needs_terminator, is_volatile);
    if (buffer) record_.note(path_, LookKind::kContent, content_of(**buffer));
    return buffer;
  }

 private:
  std::unique_ptr<File> below_;
  RecordingFileSystem& record_;
  std::string path_;
};

}  // namespace

std::string answer_to(const Look& look) {
  switch (look.kind) {
    case LookKind::kPresence: {
      llvm::sys::fs::file_status status;
      return llvm::sys::fs::status(look.path, status) ? "" : presence(llvm::sys::fs::is_directory(status));
    }
    case LookKind::kContent: {
      const auto buffer = llvm::MemoryBuffer::getFile(look.path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
      return buffer ? content_of(**buffer) : "";
    }
    case LookKind::kListing:
      return digest_of_listing(look.path);
  }
  return "";
}

const char RecordingFileSystem::ID = 0;

RecordingFileSystem::RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below) : RTTIExtends(std::move(below)) {}

llvm::ErrorOr<llvm::vfs::Status> RecordingFileSystem::status(const llvm::Twine& path) {
  auto found = getUnderlyingFS().status(path);
  note(path, LookKind::kPresence, found ? presence(found->isDirectory()) : "");
  return found;
}

bool RecordingFileSystem::exists(const llvm::Twine& path) { return static_cast<bool>(status(path)); }

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> RecordingFileSystem::openFileForRead(const llvm::Twine& path) {
  auto opened = getUnderlyingFS().openFileForRead(path);
  if (!opened) {
    status(path);
    return opened;
  }
  return std::make_unique<RecordedFile>(std::move(*opened), *this, path.str());
}

llvm::vfs::directory_iterator RecordingFileSystem::dir_begin(const llvm::Twine& path, std::error_code& error) {
  llvm::SmallString<256> folder;
  path.toVector(folder);
  if (!makeAbsolute(folder)) note(folder, LookKind::kListing, answer_to({folder.str().str(), LookKind::kListing}));
  return getUnderlyingFS().dir_begin(path, error);
}

void RecordingFileSystem::note(const llvm::Twine& path, LookKind kind, std::string answer) {
  llvm::SmallString<256> absolute;
  path.toVector(absolute);
  if (makeAbsolute(absolute)) return;
  record_.try_emplace({absolute.str().str(), kind}, std::move(answer));
}

}  // namespace check
