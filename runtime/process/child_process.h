// One child of this process, by fork: what Process and the workers of a Pool have in common.
//
//   state      what brings it there          exitcode     pid
//   new        constructor                   nullopt      0
//   running    start                         nullopt      the child's
//   ended      join, or a look at exitcode   its code     the child's
//
// Thread safety: after start, every member but the destructor may be called from several threads at once.
// Process safety: the object belongs to the process that made it. A forked child has a copy of it, which must not be used,
// and whose destructor does nothing.
// Invariants: 1. the child is reaped by this object only, once. 2. hooks hear of every start, and of joined() after each reaping.
#pragma once

#include <sys/types.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/futex/deadline.h"
#include "runtime/process/identity.h"
#include "runtime/process/pidfd.h"

namespace mp::internal {

class ChildProcess {
 public:
  /// The child will have `name`, or if that is empty the next name of this process: "<kind>-3".
  ChildProcess(std::string_view kind, std::string name);

  /// Waits for a child that runs.
  ~ChildProcess();

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Forks. The child runs `body` and ends: with code 0, with the code of mp::exit, or with 1 and a message on stderr if an
  /// exception leaves `body`. It ends by _exit, so that the parent's static destructors and atexit functions do not run in it.
  /// What this process did before is visible to the child. Throws ValueError at a second start, OSError if the kernel refuses.
  void start(const std::function<void()>& body);

  /// Waits until the child has ended, or until `deadline`; true if it has ended. What it did is then visible to the caller.
  /// A debugger that holds the dead child is waited for, too; with a deadline the answer is false at once.
  bool join_until(futex::Deadline deadline);

  std::optional<int> exitcode() const;
  bool is_alive() const;

  /// Sends a signal; does nothing if the child has ended.
  void send(int signal) const;

  const std::string& name() const { return identity_.name; }
  pid_t pid() const { return pid_; }

  /// A descriptor that is readable when the child is dead.
  int sentinel() const;

 private:
  [[noreturn]] void run_in_child(const std::function<void()>& body) noexcept;
  std::optional<int> reap(Pidfd::Reap how) const;
  void require_creator(std::string_view verb) const;
  void require_started(std::string_view verb) const;

  Identity identity_;
  pid_t creator_;
  pid_t pid_ = 0;
  std::optional<Pidfd> pidfd_;
  mutable std::mutex reaping_;
  mutable std::optional<int> exitcode_;
};

}  // namespace mp::internal
