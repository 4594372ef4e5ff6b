#include "runtime/process/process.h"

#include <csignal>

#include "runtime/error.h"
#include "runtime/process/child_process.h"

namespace mp {

Process::Process(ProcessOptions options, std::function<void()> body, Body)
    : child_(std::make_unique<internal::ChildProcess>("Process", std::move(options.name))), body_(std::move(body)) {}

Process::Process(Process&&) noexcept = default;
Process& Process::operator=(Process&&) = default;
Process::~Process() = default;

void Process::start() {
  child().start(body_);
  body_ = nullptr;
}

bool Process::join_until(futex::Deadline deadline) { return child().join_until(deadline); }
std::optional<int> Process::exitcode() const { return child().exitcode(); }
bool Process::is_alive() const { return child().is_alive(); }
pid_t Process::pid() const { return child().pid(); }
const std::string& Process::name() const { return child().name(); }
int Process::sentinel() const { return child().sentinel(); }
void Process::terminate() { child().send(SIGTERM); }
void Process::kill() { child().send(SIGKILL); }

internal::ChildProcess& Process::child() const {
  if (child_ == nullptr)
    throw ValueError("this Process was moved from and stands for no process; use the one that it was moved to");
  return *child_;
}

}  // namespace mp
