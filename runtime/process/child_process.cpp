#include "runtime/process/child_process.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/memory/arena.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/exit.h"
#include "runtime/process/standard_streams.h"

namespace mp::internal {

ChildProcess::ChildProcess(std::string_view kind, std::string name)
    : identity_(next_child(kind, std::move(name))), creator_(::getpid()) {}

ChildProcess::~ChildProcess() {
  if (pidfd_ && creator_ == ::getpid()) join_until(futex::kNever);
}

void ChildProcess::start(const std::function<void()>& body) {
  require_creator("start");
  if (pid_ != 0) throw ValueError(fmt::format("{} was started before: a process runs once, so make a new object", name()));
  // Another thread may just be making the family's memory: its child would wait for ever for a maker that it does not have.
  memory::family_arena();
  // Kept free for the descriptor of the child: who gets none does not fork.
  std::optional<Pidfd> place(::getpid());
  flush_standard_streams();
  hooks::announce(&hooks::Listener::before_fork, std::string_view(name()));
  const pid_t child = ::fork();
  const int error = errno;
  place.reset();
  if (child == 0) run_in_child(body);
  hooks::announce(&hooks::Listener::after_fork_in_parent, child);
  if (child < 0) throw OSError(fmt::format("cannot start {}: fork", name()), error);
  try {
    pidfd_.emplace(child);
  } catch (...) {  // a child that nobody can watch is not left behind
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    hooks::announce(&hooks::Listener::joined, child);
    throw;
  }
  pid_ = child;
}

void ChildProcess::run_in_child(const std::function<void()>& body) noexcept {
  hooks::announce(&hooks::Listener::after_fork_in_child);
  int code = 0;
  try {
    become(identity_);
    const CatchesSystemExit scope;
    body();
  } catch (const SystemExit& request) {
    code = request.code;
  } catch (...) {
    report_uncaught_exception("Process", name());
    code = 1;
  }
  flush_standard_streams();
  ::_exit(code);
}

bool ChildProcess::join_until(futex::Deadline deadline) {
  require_creator("join");
  require_started("join");
  if (!pidfd_->wait_dead(deadline)) return false;
  return reap(deadline == futex::kNever ? Pidfd::Reap::kWait : Pidfd::Reap::kNow).has_value();
}

std::optional<int> ChildProcess::exitcode() const {
  require_creator("ask for the exitcode of");
  return pidfd_ ? reap(Pidfd::Reap::kNow) : std::nullopt;
}

bool ChildProcess::is_alive() const {
  require_creator("ask about");
  return pidfd_ && !reap(Pidfd::Reap::kNow);
}

void ChildProcess::send(int signal) const {
  require_creator("end");
  require_started("end");
  pidfd_->send(signal);
}

int ChildProcess::sentinel() const {
  require_creator("watch");
  require_started("watch");
  return pidfd_->fd();
}

std::optional<int> ChildProcess::reap(Pidfd::Reap how) const {
  const std::lock_guard guard(reaping_);
  if (!exitcode_) {
    exitcode_ = pidfd_->reap(how);
    if (exitcode_) hooks::announce(&hooks::Listener::joined, pid_);
  }
  return exitcode_;
}

void ChildProcess::require_creator(std::string_view verb) const {
  if (::getpid() == creator_) return;
  const CurrentProcess caller = current_process();
  throw ValueError(fmt::format("{} (pid {}) cannot {} {}: only the process that made it can (pid {}); make a process of your own",
                               caller.name(), caller.pid(), verb, name(), creator_));
}

void ChildProcess::require_started(std::string_view verb) const {
  if (pid_ == 0) throw ValueError(fmt::format("cannot {} {}: it was never started, so call start() first", verb, name()));
}

}  // namespace mp::internal
