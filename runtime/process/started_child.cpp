#include "runtime/process/started_child.h"

#include <utility>

#include "runtime/hooks.h"
#include "runtime/process/children.h"
#include "runtime/trace.h"

namespace mp::internal {

StartedChild::StartedChild(Identity identity, pid_t child) : identity_(std::move(identity)), pid_(child), pidfd_(child) {}

bool StartedChild::join_until(futex::Deadline deadline) const {
  creator_.require_caller("join", name());
  if (!pidfd_.wait_dead(deadline)) return false;
  return reap(deadline == futex::kNever ? Pidfd::Reap::kWait : Pidfd::Reap::kNow).has_value();
}

std::optional<int> StartedChild::exitcode() const {
  creator_.require_caller("ask for the exitcode of", name());
  return reap(Pidfd::Reap::kNow);
}

void StartedChild::send(int signal) const {
  creator_.require_caller("send a signal to", name());
  pidfd_.send(signal);
}

int StartedChild::sentinel() const {
  creator_.require_caller("watch", name());
  return pidfd_.fd();
}

std::optional<int> StartedChild::reap(Pidfd::Reap how) const {
  const std::lock_guard guard(reaping_);
  if (!exitcode_) {
    exitcode_ = pidfd_.reap(how);
    if (exitcode_) {
      hooks::announce(&hooks::Listener::joined, pid_);
      trace::tell_of_process(trace::Kind::kProcessJoined, pid_, *exitcode_, name());
      remove_child(*this);
    }
  }
  return exitcode_;
}

}  // namespace mp::internal
