// A child process by file descriptor: readable when the child is dead, even if a grandchild lives on, and never mistaken for
// another process that got the same number later.
//
// Thread safety: const members may be called from several threads; of several calls of reap one gets the code.
// Fork safety: a forked child has its own copy of the descriptor, which keeps nothing alive.
#pragma once

#include <sys/types.h>

#include <optional>

#include "runtime/futex/deadline.h"
#include "runtime/process/descriptor.h"

namespace mp::internal {

/// Python's exitcode of a child of which nobody knows how it has ended.
inline constexpr int kUnknownExitcode = 255;

class Pidfd {
 public:
  enum class Reap {
    kNow,   ///< if that is possible at once
    kWait,  ///< the child is dead; a debugger may still have to let it go
  };

  /// REQUIRES: `child` is a child of this process that nobody has reaped, or this process. Throws OSError if the kernel gives no
  /// descriptor.
  explicit Pidfd(pid_t child);

  /// A descriptor that another process has opened and this one inherited or received; takes it over.
  struct Inherited {
    int fd;
  };
  explicit Pidfd(Inherited inherited) : fd_(inherited.fd) {}

  int fd() const { return fd_.get(); }

  /// True as soon as the child is dead, false if `deadline` passes first.
  bool wait_dead(futex::Deadline deadline) const;

  /// Removes the dead child from the kernel's table. Returns Python's exitcode: the code it exited with, or minus the signal
  /// that killed it; std::nullopt while it lives. kUnknownExitcode if somebody else reaped it.
  std::optional<int> reap(Reap how) const;

  /// Sends `signal`; does nothing if the child is already dead.
  void send(int signal) const;

 private:
  Descriptor fd_;
};

}  // namespace mp::internal
