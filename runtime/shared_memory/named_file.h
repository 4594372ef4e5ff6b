// The files in /dev/shm, each with a name, which processes map to share memory: what shm_open(3) works with, in smaller steps.
//
// A file is made without a name, has all its memory then, and gets its name last, in one step of the kernel: a name leads to a
// file that is whole, or to none. CPython's SharedMemory has its files at the same place, so each opens the other's.
// Thread and process safety: every function may be called by anybody. Kill safety: a file without a name goes with its process.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

namespace mp::shared_memory {

/// Which file stands behind a name, whoever has taken the name meanwhile.
struct FileId {
  dev_t device;
  ino_t inode;

  friend bool operator==(const FileId&, const FileId&) = default;
};

/// An open file; closed at the end of the object.
class NamedFile {
 public:
  /// One without a name, with memory for `bytes` zeros, for this user only (mode 0600). Throws OSError: ENOSPC when there is no
  /// room for it.
  explicit NamedFile(std::size_t bytes);
  /// The one with this name. Throws FileNotFoundError, and ValueError when it is no memory.
  explicit NamedFile(const std::string& name);
  ~NamedFile();
  NamedFile(const NamedFile&) = delete;
  NamedFile& operator=(const NamedFile&) = delete;

  FileId id() const noexcept { return id_; }
  std::size_t size() const noexcept { return size_; }

  /// Gives it the name, if that is free; false if not. Throws OSError.
  [[nodiscard]] bool take_name(const std::string& name) const;

  /// The whole of it in this process's memory. Throws OSError.
  std::byte* map() const;

 private:
  int descriptor_;
  FileId id_;
  std::size_t size_;
};

/// Throws ValueError for a name that no file here can have: empty, with a slash or a NUL, or too long.
void require_name(const std::string& name);

/// Python's kind of name: "psm_" and eight random digits.
std::string random_name();

/// Takes the name away from this very file; false when the name leads to another one, or to none. Throws OSError.
bool remove_name(const std::string& name, FileId file);

}  // namespace mp::shared_memory
