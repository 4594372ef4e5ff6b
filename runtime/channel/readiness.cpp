#include "runtime/channel/readiness.h"

#include <algorithm>
#include <cerrno>

#include "runtime/error.h"

namespace mp::channel {

namespace {

/// What is left until `deadline`, for the kernel. REQUIRES: not kNever.
timespec time_left(futex::Deadline deadline) {
  const futex::Deadline now = futex::Deadline::clock::now();
  // Compared first: kNow is so far back that its distance from now is no duration.
  return futex::to_timespec(futex::Deadline(std::max(deadline, now) - now));
}

}  // namespace

std::size_t poll_until(std::span<pollfd> descriptors, futex::Deadline deadline) {
  for (;;) {
    timespec left{};
    if (deadline != futex::kNever) left = time_left(deadline);
    const int ready = ppoll(descriptors.data(), descriptors.size(), deadline != futex::kNever ? &left : nullptr, nullptr);
    if (ready >= 0) return static_cast<std::size_t>(ready);
    if (errno != EINTR) throw OSError("ppoll", errno);
  }
}

}  // namespace mp::channel
