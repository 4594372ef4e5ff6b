#include "runtime/process/started_child.h"

#include <algorithm>
#include <utility>

#include "runtime/hooks.h"
#include "runtime/process/children.h"
#include "runtime/trace.h"

namespace mp::internal {

StartedChild::StartedChild(Identity identity, pid_t child) : identity_(std::move(identity)), pid_(child), pidfd_(child) {}

StartedChild::StartedChild(Identity identity, ServedChild child)
    : identity_(std::move(identity)), pid_(child.pid), pidfd_(std::move(child.pidfd)), report_(std::move(child.report)) {}

bool StartedChild::join_until(futex::Deadline deadline) const {
  creator_.require_caller("join", name());
  if (!is_reaped() && !pidfd_.wait_dead(deadline)) return false;
  return reap(deadline).has_value();
}

bool StartedChild::is_reaped() const {
  const std::lock_guard guard(reaping_);
  return exitcode_.has_value();
}

std::optional<int> StartedChild::exitcode() const {
  creator_.require_caller("ask for the exitcode of", name());
  return reap(futex::kNow);
}

void StartedChild::send(int signal) const {
  creator_.require_caller("send a signal to", name());
  pidfd_.send(signal);
}

int StartedChild::sentinel() const {
  creator_.require_caller("watch", name());
  return pidfd_.fd();
}

std::optional<int> StartedChild::reap(futex::Deadline deadline) const {
  const std::lock_guard guard(reaping_);
  if (!exitcode_) {
    exitcode_ = end(deadline);
    if (exitcode_) {
      hooks::announce(&hooks::Listener::joined, pid_);
      trace::tell_of_process(trace::Kind::kProcessJoined, pid_, *exitcode_, name());
      remove_child(*this);
    }
  }
  return exitcode_;
}

/// How the child has ended; nothing if it has not, or if somebody else holds it or the news beyond `deadline`.
std::optional<int> StartedChild::end(futex::Deadline deadline) const {
  if (!report_) return pidfd_.reap(deadline == futex::kNever ? Pidfd::Reap::kWait : Pidfd::Reap::kNow);
  if (!pidfd_.wait_dead(futex::kNow)) return std::nullopt;
  return report_->wait(std::max(deadline, futex::deadline_after(kPatienceWithServer)));
}

}  // namespace mp::internal
