#include "runtime/process/process.h"

#include <fmt/format.h>

#include <csignal>
#include <string>
#include <utility>

#include "runtime/error.h"
#include "runtime/process/child_process.h"

namespace mp {

Process::Process(ProcessOptions options, std::unique_ptr<internal::Work> work)
    : child_(new internal::ChildProcess("Process", std::move(options))), work_(std::move(work)) {}

void Process::End::operator()(internal::ChildProcess* child) const noexcept {
  if (child->was_made_daemon()) child->end();
  delete child;
}

Process::Process(Process&&) noexcept = default;
Process& Process::operator=(Process&&) = default;
Process::~Process() = default;

void Process::start() {
  child().start(work_.get());
  work_ = nullptr;
}

bool Process::join_by(futex::Deadline deadline) { return child().join_until(deadline); }
std::optional<int> Process::exitcode() const { return child().exitcode(); }
bool Process::is_alive() const { return child().is_alive(); }
pid_t Process::pid() const { return child().pid(); }
const std::string& Process::name() const { return std::as_const(child()).name(); }
bool Process::daemon() const { return std::as_const(child()).daemon(); }
void Process::name(std::string name) { child().name(std::move(name)); }
void Process::daemon(bool daemon) { child().daemon(daemon); }
int Process::sentinel() const { return child().sentinel(); }
void Process::terminate() { child().send(SIGTERM); }
void Process::interrupt() { child().send(SIGINT); }
void Process::kill() { child().send(SIGKILL); }

void Process::close() {
  if (closed_) return;
  if (is_alive())
    throw ValueError(fmt::format("cannot close {}: it is still running, so join() or terminate() it first", name()));
  child_ = nullptr;
  work_ = nullptr;
  closed_ = true;
}

std::string repr(const Process& process) {
  if (process.child_ != nullptr) return process.child_->repr();
  return process.closed_ ? "<Process closed>" : "<Process moved from>";
}

internal::ChildProcess& Process::child() const {
  if (child_ != nullptr) return *child_;
  throw ValueError(closed_
                       ? "this Process was closed and stands for no process any more; ask what you need to know before close()"
                       : "this Process was moved from and stands for no process; use the one that it was moved to");
}

}  // namespace mp
