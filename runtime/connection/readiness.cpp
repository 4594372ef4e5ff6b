#include "runtime/connection/readiness.h"

#include <cerrno>

#include "runtime/error.h"

namespace mp::connection {

std::size_t poll_until(std::span<pollfd> descriptors, futex::Deadline deadline) {
  for (;;) {
    timespec left{};
    if (deadline != futex::kNever) left = futex::to_timespec(futex::Deadline(futex::time_left(deadline)));
    const int ready = ppoll(descriptors.data(), descriptors.size(), deadline != futex::kNever ? &left : nullptr, nullptr);
    if (ready >= 0) return static_cast<std::size_t>(ready);
    if (errno != EINTR) throw OSError("cannot wait for a descriptor: ppoll", errno);
  }
}

}  // namespace mp::connection
