// A child that runs or has ended, and its one exitcode: what the Process that started it and active_children() share.
//
// Thread safety: every member may be called from several threads at once.
// Process safety: the child belongs to the process that started it; used elsewhere, the object throws ValueError.
// Invariants: 1. the child is reaped by this object only, once; one of the forkserver by that, which then tells this object. 2.
// hooks hear of joined() after the reaping. 3. from its start until then the child is among the children of this process
// (children.h).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "runtime/futex/deadline.h"
#include "runtime/process/creator.h"
#include "runtime/process/exit_report.h"
#include "runtime/process/identity.h"
#include "runtime/process/pidfd.h"

namespace mp::internal {

class StartedChild {
 public:
  /// The child is dead, and its forkserver is about to say how it has ended: so long it may take.
  static constexpr std::chrono::seconds kPatienceWithServer{5};

  /// REQUIRES: `child` is a child of this process that nobody has reaped. Throws OSError if it cannot be watched.
  StartedChild(Identity identity, pid_t child);
  StartedChild(Identity identity, ServedChild child);
  StartedChild(const StartedChild&) = delete;
  StartedChild& operator=(const StartedChild&) = delete;

  /// Waits until the child has ended, or until `deadline`; true if it has ended. What it did is then visible to the caller.
  /// A debugger that holds the dead child is waited for, too; with a deadline the answer is false at once.
  bool join_until(futex::Deadline deadline) const;

  std::optional<int> exitcode() const;
  bool is_alive() const { return !exitcode(); }

  /// Sends a signal; does nothing if the child has ended.
  void send(int signal) const;

  /// A descriptor that is readable when the child is dead.
  int sentinel() const;

  const std::string& name() const { return identity_.name; }
  bool daemon() const { return identity_.daemon; }
  pid_t pid() const { return pid_; }

 private:
  bool is_reaped() const;
  std::optional<int> reap(futex::Deadline deadline) const;
  std::optional<int> end(futex::Deadline deadline) const;

  const Creator creator_;
  const Identity identity_;
  const pid_t pid_;
  const Pidfd pidfd_;
  const std::optional<ExitReport> report_;  // of the forkserver's children
  mutable std::mutex reaping_;
  mutable std::optional<int> exitcode_;
};

}  // namespace mp::internal
