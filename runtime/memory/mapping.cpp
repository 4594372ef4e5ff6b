#include "runtime/memory/mapping.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "runtime/error.h"
#include "runtime/hooks.h"

namespace mp::memory {

namespace {

constexpr std::size_t kStepBytes = std::size_t{1} << 20;  // well below a millisecond

/// Growing a file beyond the limit would not fail but kill this process, by SIGXFSZ.
void require_allowed(std::size_t bytes) {
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  if (bytes > limit.rlim_cur) throw OSError(fmt::format("{} bytes of shared memory (see ulimit -f)", bytes), EFBIG);
}

int make_memfd(std::size_t bytes) {
  require_allowed(bytes);
  const int descriptor = memfd_create(Mapping::kFileName, MFD_CLOEXEC);
  if (descriptor < 0) throw OSError("memfd_create", errno);
  if (ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) {
    const int error = errno;
    close(descriptor);
    throw OSError(fmt::format("ftruncate of a memfd to {} bytes", bytes), error);
  }
  return descriptor;
}

void* try_to_map(int descriptor, void* begin, std::size_t bytes, int place) {
  return mmap(begin, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | place, descriptor, 0);
}

std::byte* map(int descriptor, std::size_t bytes) {
  void* const wish = hooks::announce(&hooks::Listener::place_mapping, bytes);
  void* const memory = wish != nullptr
                           ? try_to_map(descriptor, wish, bytes, MAP_FIXED_NOREPLACE)
                           : try_to_map(descriptor, reinterpret_cast<void*>(Mapping::kUsualBegin), bytes, /*only a hint*/ 0);
  if (memory != MAP_FAILED) return static_cast<std::byte*>(memory);
  const int error = errno;
  close(descriptor);
  throw OSError(fmt::format("mmap of {} bytes of address space (see ulimit -v)", bytes), error);
}

std::byte* map_again(const Mapping::Place& place) {
  // The listener counts what it hands out: the address is taken, whatever it would say.
  static_cast<void>(hooks::announce(&hooks::Listener::place_mapping, place.bytes));
  if (try_to_map(place.descriptor, place.begin, place.bytes, MAP_FIXED_NOREPLACE) == place.begin) return place.begin;
  const int error = errno;
  close(place.descriptor);
  throw OSError(fmt::format("cannot map the family's shared memory at {} in this process, as its parent has it; start the "
                            "process again, or use the start method fork: mmap",
                            fmt::ptr(place.begin)),
                error);
}

}  // namespace

Mapping::Mapping(std::size_t bytes) : descriptor_(make_memfd(bytes)), data_(map(descriptor_, bytes)), size_(bytes) {}

Mapping::Mapping(const Place& inherited)
    : descriptor_(inherited.descriptor), data_(map_again(inherited)), size_(inherited.bytes) {}

Mapping::~Mapping() {
  munmap(data_, size_);
  close(descriptor_);
}

void Mapping::commit(std::size_t offset, std::size_t bytes) {
  MP_CHECK(offset <= size_ && bytes <= size_ - offset);
  // In small steps: a step that a signal interrupts is undone by the kernel and begun again.
  while (bytes != 0) {
    const std::size_t step = std::min(bytes, kStepBytes);
    const int error = posix_fallocate(descriptor_, static_cast<off_t>(offset), static_cast<off_t>(step));
    if (error == EINTR) continue;
    if (error != 0) throw MemoryError(OSError(fmt::format("taking {} more bytes of shared memory", bytes), error).what());
    offset += step;
    bytes -= step;
  }
}

}  // namespace mp::memory
