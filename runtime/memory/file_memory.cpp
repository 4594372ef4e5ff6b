#include "runtime/memory/file_memory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "runtime/error.h"

namespace mp::memory {

namespace {

constexpr std::size_t kStepBytes = std::size_t{1} << 20;  // well below a millisecond

}  // namespace

void require_file_size_allowed(std::size_t bytes) {
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  if (bytes > limit.rlim_cur) throw OSError(fmt::format("{} bytes of shared memory (see ulimit -f)", bytes), EFBIG);
}

int take_file_memory(int descriptor, std::size_t offset, std::size_t bytes) noexcept {
  // In small steps: a step that a signal interrupts is undone by the kernel and begun again.
  while (bytes != 0) {
    const std::size_t step = std::min(bytes, kStepBytes);
    const int error = posix_fallocate(descriptor, static_cast<off_t>(offset), static_cast<off_t>(step));
    if (error == EINTR) continue;
    if (error != 0) return error;
    offset += step;
    bytes -= step;
  }
  return 0;
}

}  // namespace mp::memory
