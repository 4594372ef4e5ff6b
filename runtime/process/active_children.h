// mp::active_children(), as in Python: the children of this process that still run, whoever holds their Process objects.
//
//   for (mp::ActiveChild child : mp::active_children()) child.join();
//
// Python hands out the Process objects themselves. Here each of them has one owner, and an ActiveChild is another name for the
// same child: it can do what the owner can, and its destructor waits for nobody. Only this function, join and the like reap
// children; start() does not, unlike Python's, since a reaping is an order that the program should have asked for.
// Thread safety: every member may be called from several threads at once. Process safety: used in another process than the one
// that listed it, an ActiveChild throws ValueError. Fork safety: a forked child has no children at first.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/futex/deadline.h"

namespace mp {

namespace internal {
class StartedChild;
}  // namespace internal

class ActiveChild {
 public:
  explicit ActiveChild(std::shared_ptr<const internal::StartedChild> child) : child_(std::move(child)) {}

  const std::string& name() const;
  pid_t pid() const;
  pid_t ident() const { return pid(); }
  bool daemon() const;

  /// Waits for the process to end. What it did is then visible to the caller.
  void join() const { join_by(futex::kNever); }
  /// Waits at most that long, or until then. True: the process has ended.
  template <class Rep, class Period>
  bool join_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return join_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  bool join_until(const std::chrono::time_point<Clock, Duration>& moment) const {
    return join_by(futex::deadline_at(moment));
  }

  /// Nothing while it has not ended; then what it exited with, or minus the signal that killed it.
  std::optional<int> exitcode() const;
  bool is_alive() const;
  /// Readable for poll() when the process has ended; open as long as an object stands for it.
  int sentinel() const;

  /// SIGTERM, SIGKILL, SIGINT. Nothing happens to one that has ended.
  void terminate() const;
  void kill() const;
  void interrupt() const;

 private:
  bool join_by(futex::Deadline deadline) const;

  std::shared_ptr<const internal::StartedChild> child_;
};

/// Those that have not ended, in the order of their starts; the workers of pools are among them. Reaps those that have ended:
/// what they did is then visible to the caller.
std::vector<ActiveChild> active_children();

}  // namespace mp
