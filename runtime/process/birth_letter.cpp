#include "runtime/process/birth_letter.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/archive/archive.h"
#include "runtime/error.h"

namespace mp::internal {
namespace {

void write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw OSError("the task of a new process: write to a memfd", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace

Descriptor write_letter(const BirthLetter& letter) {
  const std::vector<std::byte> bytes = archive::to_bytes(letter);
  Descriptor memfd(::memfd_create(BirthLetter::kFileName, MFD_CLOEXEC));
  if (!memfd) throw OSError("the task of a new process: memfd_create", errno);
  write_all(memfd.get(), bytes);
  return memfd;
}

BirthLetter read_letter(int descriptor) {
  struct stat file;
  if (::fstat(descriptor, &file) != 0) throw OSError("the task of this process: fstat of a memfd", errno);
  std::vector<std::byte> bytes(static_cast<std::size_t>(file.st_size));
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t got = ::pread(descriptor, &bytes[done], bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw OSError("the task of this process: read of a memfd", errno);
    done += static_cast<std::size_t>(got);
  }
  return archive::from_bytes<BirthLetter>(bytes);
}

}  // namespace mp::internal
