// How a child of another process has ended, told by that process: for children of the forkserver, which reaps them.
//
// It is a number in an eventfd, which the kernel keeps although the teller dies. A teller that was killed before it has told
// says nothing any more: then the exitcode is 255, as in Python, and nobody waits.
// Thread safety: one thread at a time. Kill safety: one write tells all, and the teller's death ends every wait.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>

#include "runtime/futex/deadline.h"
#include "runtime/process/descriptor.h"
#include "runtime/process/pidfd.h"

namespace mp::internal {

class ExitReport {
 public:
  /// Throws OSError if the kernel gives no descriptor.
  explicit ExitReport(std::shared_ptr<const Pidfd> teller);

  /// What the teller needs.
  int descriptor() const { return event_.get(); }

  /// Waits until the teller has told, or is dead. The exitcode as Pidfd::reap has it, once; nothing if `deadline` passes first.
  std::optional<int> wait(futex::Deadline deadline) const;

  /// In the teller.
  static void tell(const Descriptor& event, int exitcode);

 private:
  std::optional<int> take() const;

  Descriptor event_;
  std::shared_ptr<const Pidfd> teller_;
};

/// A child that this process has asked for, and the forkserver reaps.
struct ServedChild {
  pid_t pid;
  Pidfd pidfd;
  ExitReport report;
};

}  // namespace mp::internal
