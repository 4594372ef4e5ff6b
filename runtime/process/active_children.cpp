#include "runtime/process/active_children.h"

#include <csignal>

#include "runtime/process/children.h"
#include "runtime/process/started_child.h"

namespace mp {

const std::string& ActiveChild::name() const { return child_->name(); }
pid_t ActiveChild::pid() const { return child_->pid(); }
bool ActiveChild::daemon() const { return child_->daemon(); }
std::optional<int> ActiveChild::exitcode() const { return child_->exitcode(); }
bool ActiveChild::is_alive() const { return child_->is_alive(); }
int ActiveChild::sentinel() const { return child_->sentinel(); }
void ActiveChild::terminate() const { child_->send(SIGTERM); }
void ActiveChild::kill() const { child_->send(SIGKILL); }
void ActiveChild::interrupt() const { child_->send(SIGINT); }
bool ActiveChild::join_by(futex::Deadline deadline) const { return child_->join_until(deadline); }

std::vector<ActiveChild> active_children() {
  std::vector<ActiveChild> active;
  for (auto& child : internal::children()) {
    if (child->is_alive()) active.emplace_back(std::move(child));
  }
  return active;
}

}  // namespace mp
