// A child that dies when its parent ends in whatever way, so that no worker is left behind by a parent that was killed.
//
// The kernel does it, with no thread and no signal handler in the child. There are two ways, since PR_SET_PDEATHSIG follows the
// thread that forked, not the process (prctl(2)):
//
//   forked by             SIGKILL comes
//   the main thread       by PR_SET_PDEATHSIG, when that thread ends: with the process, or by a pthread_exit before it
//   any other thread      from a pipe (O_ASYNC with F_SETSIG), when its last writing end is closed: the one that the parent has
//   the forkserver        in the same way, from the pipe of the process that asked for the child
//
// A spawned child arms it in the first line of its main, one of the forkserver before its own work.
// Invariants: 1. The signal is armed before the child's own work, and then the child looks whether the parent is still there. So
// a parent that ends at any moment is noticed, by the kernel or by this look. 2. The writing end is in no other process for long:
// fork() closes it in the child, exec closes it by O_CLOEXEC. 3. The kernel holds all that is needed; nobody may be killed at a
// wrong moment.
// What the child may undo: a change of its user or group cancels PR_SET_PDEATHSIG, closing all descriptors the pipe. A parent
// that closes all of its own descriptors, or calls exec, ends the children that its other threads have forked.
#pragma once

#include <sys/types.h>

#include <optional>

namespace mp::internal {

/// How the child that the calling thread forks next will know. Made in the parent, before the fork.
class ParentDeath {
 public:
  /// Throws OSError if a pipe is needed and there is no room for it.
  ParentDeath();
  /// For a child that is forked by another process, in place of this one, whichever thread asks for it: by the pipe.
  static ParentDeath of_child_by_another();
  /// In a new child: what its parent `parent` has made for it, with the reading end of the parent's pipe if there is one.
  ParentDeath(pid_t parent, std::optional<int> lifeline);

  /// What a new child that is no fork of this process must have: the reading end of the pipe, if the kernel is to follow that.
  std::optional<int> lifeline() const;

  /// In the child: from now on it dies with its parent, at once if that has ended.
  void arm() const;

 private:
  explicit ParentDeath(bool follows_thread);

  const pid_t parent_;
  const bool follows_thread_;  // which is the main thread
};

}  // namespace mp::internal
