#include "runtime/shared_memory/named_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "runtime/error.h"
#include "runtime/memory/file_memory.h"

namespace mp::shared_memory {

namespace {

constexpr const char* kFolder = "/dev/shm";

std::string path_of(const std::string& name) { return fmt::format("{}/{}", kFolder, name); }

struct stat status_of(int descriptor) {
  struct stat status{};
  MP_CHECK(::fstat(descriptor, &status) == 0);
  return status;
}

/// A look before the memory is taken bit by bit: who asks for far too much shall not use up first what others need.
void require_room(int descriptor, std::size_t bytes) {
  struct statvfs folder{};
  MP_CHECK(::fstatvfs(descriptor, &folder) == 0);
  const bool limited = folder.f_blocks != 0;
  if (limited && bytes / folder.f_bsize >= folder.f_bavail + 1) {
    throw OSError(fmt::format("{} bytes of shared memory in {}", bytes, kFolder), ENOSPC);
  }
}

int make_unnamed(std::size_t bytes) {
  memory::require_file_size_allowed(bytes);
  const int descriptor = ::open(kFolder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) throw OSError(fmt::format("a new file in {}: open", kFolder), errno);
  try {
    require_room(descriptor, bytes);
    if (const int error = memory::take_file_memory(descriptor, 0, bytes)) {
      throw OSError(fmt::format("{} bytes of shared memory in {}", bytes, kFolder), error);
    }
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  return descriptor;
}

int open_named(const std::string& name) {
  require_name(name);
  const std::string operation = fmt::format("shared memory '{}': open", name);
  const int descriptor = ::open(path_of(name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor >= 0) return descriptor;
  if (errno == ENOENT) throw FileNotFoundError(operation);
  throw OSError(operation, errno);
}

}  // namespace

NamedFile::NamedFile(std::size_t bytes) : descriptor_(make_unnamed(bytes)), size_(bytes) {
  const struct stat status = status_of(descriptor_);
  id_ = {status.st_dev, status.st_ino};
}

NamedFile::NamedFile(const std::string& name) : descriptor_(open_named(name)) {
  const struct stat status = status_of(descriptor_);
  id_ = {status.st_dev, status.st_ino};
  size_ = static_cast<std::size_t>(status.st_size);
  if (S_ISREG(status.st_mode) && size_ != 0) return;
  ::close(descriptor_);
  throw ValueError(
      fmt::format("'{}' in {} is no shared memory, or has no bytes yet: whoever makes it must have set its size", name, kFolder));
}

NamedFile::~NamedFile() { ::close(descriptor_); }

bool NamedFile::take_name(const std::string& name) const {
  const std::string self = fmt::format("/proc/self/fd/{}", descriptor_);
  if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path_of(name).c_str(), AT_SYMLINK_FOLLOW) == 0) return true;
  if (errno == EEXIST) return false;
  throw OSError(fmt::format("shared memory '{}' (is /proc there?): linkat", name), errno);
}

std::byte* NamedFile::map() const {
  void* const memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (memory == MAP_FAILED) throw OSError(fmt::format("mmap of {} bytes of shared memory", size_), errno);
  return static_cast<std::byte*>(memory);
}

void require_name(const std::string& name) {
  if (name.find('\0') != name.npos) {
    throw ValueError("the name of a shared memory has an embedded null character: give it one without");
  }
  if (name.empty() || name == "." || name == ".." || name.find('/') != name.npos) {
    throw ValueError(fmt::format("'{}' is no name for a shared memory: give it one like 'psm_example', without slashes", name));
  }
  if (name.size() > NAME_MAX) {
    throw ValueError(
        fmt::format("the name of a shared memory has {} bytes, and {} are the most: shorten it", name.size(), NAME_MAX));
  }
}

std::string random_name() {
  std::uint32_t number;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) throw OSError("a name for a shared memory: getrandom", errno);
  return fmt::format("psm_{:08x}", number);
}

bool remove_name(const std::string& name, FileId file) {
  const std::string path = path_of(name);
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || FileId{status.st_dev, status.st_ino} != file) return false;
  if (::unlink(path.c_str()) == 0) return true;
  if (errno == ENOENT) return false;
  throw OSError(fmt::format("shared memory '{}': unlink", name), errno);
}

}  // namespace mp::shared_memory
