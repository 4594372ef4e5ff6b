// Waits until the kernel says that descriptors are ready, or a deadline has passed: poll(2) as the runtime uses it.
//
// Thread, process and fork safety: a function on values. Signals do not end the wait.
#pragma once

#include <poll.h>

#include <span>

#include "runtime/futex/deadline.h"

namespace mp::connection {

/// Fills in `revents` and returns how many are not 0; none if the deadline has passed first. Throws OSError.
std::size_t poll_until(std::span<pollfd> descriptors, futex::Deadline deadline);

}  // namespace mp::connection
