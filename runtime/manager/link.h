// One connection of a client to a manager's server: requests and answers by turns.
//
// A fork closes its copy of every link, so that a connection ends when the process ends that opened it. Thread safety: used by
// one thread at a time. Where it lives: private memory.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "runtime/connection/connection.h"
#include "runtime/connection/listener.h"
#include "runtime/futex/deadline.h"

namespace mp::manager {

class Link {
 public:
  /// Connects and greets. Throws AuthenticationError, OSError, TimeoutError, and ValueError when the other end is no manager of
  /// this version.
  Link(const Address& address, const std::string& authkey, futex::Deadline deadline);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Opened by this process, and no request has failed in the middle.
  bool usable() const noexcept;
  /// Throws OSError or EOFError when the server is gone, TimeoutError when the deadline passes first; then the link is not usable
  /// any more.
  std::vector<std::byte> ask(std::span<const std::byte> request, futex::Deadline deadline);

 private:
  Connection connection_;
  const pid_t opener_;
  bool broken_ = false;
};

}  // namespace mp::manager
