#include "runtime/connection/wait.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>

#include "runtime/connection/readiness.h"
#include "runtime/error.h"

namespace mp::internal {

std::vector<Waitable> wait_by(std::span<const Waitable> things, futex::Deadline deadline) {
  if (things.empty() && deadline == futex::kNever) throw ValueError("there is nothing to wait for, so this would never end");
  std::vector<pollfd> descriptors;
  for (const Waitable& thing : things) {
    // poll() would skip a negative one and wait for it for ever.
    if (thing.fileno() < 0) throw ValueError(fmt::format("invalid file descriptor: {}", thing.fileno()));
    descriptors.push_back({.fd = thing.fileno(), .events = POLLIN, .revents = 0});
  }
  connection::poll_until(descriptors, deadline);
  std::vector<Waitable> ready;
  for (std::size_t i = 0; i < things.size(); ++i) {
    if ((descriptors[i].revents & POLLNVAL) != 0) throw OSError(fmt::format("wait for descriptor {}", descriptors[i].fd), EBADF);
    if (descriptors[i].revents != 0) ready.push_back(things[i]);
  }
  return ready;
}

}  // namespace mp::internal
