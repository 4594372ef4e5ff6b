// mp::parent_process(), as in Python: the process that started this one, seen from here.
//
//   if (const auto parent = mp::parent_process()) fmt::print("{} started me\n", parent->name());
//
// Thread safety: every function may be called from any thread. Process safety: a ParentProcess is a value; in a fork it still
// stands for the same process. Its descriptor was opened by the parent itself before the fork, so it never means another process
// that got the same number later. A process made by fork() itself, without the runtime, has the parent of the one it is a copy
// of.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "runtime/futex/deadline.h"
#include "runtime/process/pidfd.h"

namespace mp {

class ParentProcess {
 public:
  ParentProcess(std::string name, pid_t pid, std::shared_ptr<const internal::Pidfd> pidfd)
      : name_(std::move(name)), pid_(pid), pidfd_(std::move(pidfd)) {}

  const std::string& name() const { return name_; }
  pid_t pid() const { return pid_; }
  pid_t ident() const { return pid_; }

  bool is_alive() const { return !join_for(std::chrono::seconds(0)); }
  /// Readable for poll() when the parent has ended; open as long as an object stands for it.
  int sentinel() const { return pidfd_->fd(); }

  /// Waits for the parent to end. Its exitcode is only for its own parent to know.
  void join() const { join_by(futex::kNever); }
  /// Waits at most that long, or until then. True: the parent has ended.
  template <class Rep, class Period>
  bool join_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return join_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  bool join_until(const std::chrono::time_point<Clock, Duration>& moment) const {
    return join_by(futex::deadline_at(moment));
  }

 private:
  bool join_by(futex::Deadline deadline) const { return pidfd_->wait_dead(deadline); }

  std::string name_;
  pid_t pid_;
  std::shared_ptr<const internal::Pidfd> pidfd_;
};

/// Nothing in the program's first process.
std::optional<ParentProcess> parent_process();

namespace internal {

/// In a new child, before its own work. REQUIRES: one thread.
void become_child_of(ParentProcess parent);

}  // namespace internal
}  // namespace mp
