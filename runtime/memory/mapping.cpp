#include "runtime/memory/mapping.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/memory/file_memory.h"

namespace mp::memory {

namespace {

int make_memfd(std::size_t bytes) {
  require_file_size_allowed(bytes);
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
  hooks::announce(&hooks::Listener::mapped_again, static_cast<const void*>(place.begin), place.bytes);
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
  if (const int error = take_file_memory(descriptor_, offset, bytes)) {
    throw MemoryError(OSError(fmt::format("taking {} more bytes of shared memory", bytes), error).what());
  }
}

}  // namespace mp::memory
