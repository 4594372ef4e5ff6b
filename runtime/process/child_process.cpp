#include "runtime/process/child_process.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/memory/arena.h"
#include "runtime/process/at_fork.h"
#include "runtime/process/children.h"
#include "runtime/process/end_of_process.h"
#include "runtime/process/forkserver.h"
#include "runtime/process/live_threads.h"
#include "runtime/process/logging.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/pidfd.h"
#include "runtime/process/spawn.h"
#include "runtime/process/standard_streams.h"
#include "runtime/trace.h"

namespace mp::internal {
namespace {

std::string signal_or_code(int exitcode) {
  const char* const signal = exitcode < 0 ? ::sigabbrev_np(-exitcode) : nullptr;
  return signal != nullptr ? fmt::format("-SIG{}", signal) : fmt::to_string(exitcode);
}

/// All others have told theirs at their beginning.
void tell_name_of_main_process() {
  memory::Arena& arena = memory::family_arena();
  if (in_main_process()) arena.names().tell(::getpid(), current_process().name());
}

}  // namespace

ChildProcess::ChildProcess(std::string_view kind, ProcessOptions options)
    : kind_(kind),
      identity_(next_child(kind, std::move(options.name))),
      made_daemon_(options.daemon.value_or(false)),
      dies_with_parent_(options.dies_with_parent),
      context_(options.context),
      allow_threads_(options.allow_threads) {
  identity_.daemon = options.daemon.value_or(identity_.daemon);
}

ChildProcess::~ChildProcess() {
  if (started_ != nullptr && creator_.is_caller()) started_->join_until(futex::kNever);
}

void ChildProcess::start(const std::function<void()>& body) {
  require_startable();
  start_as_fork(body);
}

void ChildProcess::start(Work* work) {
  require_startable();
  const std::optional<StartMethod> chosen = method();
  if (chosen == StartMethod::kSpawn) return start_as_copy(*work);
  if (chosen == StartMethod::kForkserver) return start_by_server(*work);
  if (chosen == StartMethod::kFork) require_threads_allowed();
  start_as_fork([work] { work->run(); });
}

std::optional<StartMethod> ChildProcess::method() const { return context_ ? context_->start_method() : chosen_start_method(); }

void ChildProcess::start_as_fork(const std::function<void()>& body) {
  // Another thread may just be making the family's memory: its child would wait for ever for a maker that it does not have.
  tell_name_of_main_process();
  static_cast<void>(CurrentProcess::authkey());  // the family's, from its first process on
  // Made here, since a page that the child is the first to write costs it a page fault. The descriptor in it, which stands for
  // the parent, also keeps a place free for the child's own: who gets none does not fork.
  std::optional<Birth> birth(Birth{
      .identity = identity_,
      .parent = ParentProcess(current_process().name(), ::getpid(), std::make_shared<const Pidfd>(::getpid())),
      .fate = dies_with_parent_ ? std::make_optional<ParentDeath>() : std::nullopt,
  });
  arrange_end_of_process();
  flush_standard_streams();
  hooks::announce(&hooks::Listener::before_fork, std::string_view(name()));
  const pid_t child = ::fork();
  if (child == 0) run_in_child(body, *std::move(birth));
  const int error = errno;
  hooks::announce(&hooks::Listener::after_fork_in_parent, child);
  if (child < 0) throw OSError(fmt::format("cannot start {}: fork", name()), error);
  birth.reset();
  watch(child);
}

void ChildProcess::start_as_copy(const Work& work) {
  const CallForNewProcess call = work.pack();
  tell_name_of_main_process();
  arrange_end_of_process();
  flush_standard_streams();
  watch(spawn(newborn(), call));
}

void ChildProcess::start_by_server(const Work& work) {
  const CallForNewProcess call = work.pack();
  arrange_end_of_process();
  flush_standard_streams();
  watch(fork_by_server(newborn(), call));
}

NewProcess ChildProcess::newborn() const {
  return {.identity = identity_, .dies_with_parent = dies_with_parent_, .chosen_method = method()};
}

void ChildProcess::watch(pid_t child) {
  try {
    auto started = std::make_shared<const StartedChild>(identity_, child);
    add_child(started);
    started_ = std::move(started);
    trace::tell_of_process(trace::Kind::kProcessStarted, child, 0, name());
    get_logger().debug("{} has started: pid {}", identity_.name, child);
  } catch (...) {  // a child that nobody can watch is not left behind
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    hooks::announce(&hooks::Listener::joined, child);
    throw;
  }
}

void ChildProcess::watch(ServedChild child) {
  std::shared_ptr<const StartedChild> started;
  try {
    started = std::make_shared<const StartedChild>(identity_, std::move(child));
    add_child(started);
  } catch (...) {  // no memory: what is moved last is the child
    started != nullptr ? started->send(SIGKILL) : child.pidfd.send(SIGKILL);
    throw;
  }
  started_ = std::move(started);
}

void ChildProcess::run_in_child(const std::function<void()>& body, Birth birth) noexcept {
  hooks::announce(&hooks::Listener::after_fork_in_child);
  live(std::move(birth), [&] {
    close_standard_input();
    inherit_start_method(method());
    run_at_fork_child();
    body();
  });
}

void ChildProcess::end() const {
  if (started_ == nullptr || !creator_.is_caller()) return;
  const std::array ended = {started_};
  end_daemons(ended);
}

std::optional<int> ChildProcess::exitcode() const {
  creator_.require_caller("ask for the exitcode of", name());
  return started_ != nullptr ? started_->exitcode() : std::nullopt;
}

bool ChildProcess::is_alive() const {
  creator_.require_caller("ask about", name());
  return started_ != nullptr && started_->is_alive();
}

std::string ChildProcess::repr() const {
  std::string state = "unknown";
  if (creator_.is_caller()) {
    const std::optional<int> code = exitcode();
    state = code ? "stopped exitcode=" + signal_or_code(*code) : started_ != nullptr ? "started" : "initial";
  }
  const std::string number = started_ != nullptr ? fmt::format(" pid={}", pid()) : "";
  return fmt::format("<{} name='{}'{} parent={} {}{}>", kind_, name(), number, creator_.pid(), state, daemon() ? " daemon" : "");
}

void ChildProcess::name(std::string name) {
  require_new("rename");
  identity_.name = std::move(name);
}

void ChildProcess::daemon(bool daemon) {
  require_new("make a daemon, or none, of");
  identity_.daemon = made_daemon_ = daemon;
}

void ChildProcess::require_startable() const {
  creator_.require_caller("start", name());
  if (started_ != nullptr)
    throw ValueError(fmt::format("{} was started before: a process runs once, so make a new object", name()));
}

void ChildProcess::require_threads_allowed() const {
  if (allow_threads_) return;
  const std::vector<std::string> others = other_live_threads();
  if (others.empty()) return;
  throw ValueError(fmt::format(
      "cannot start {} by fork while other threads run ({}): a lock that one of them holds now would never be released "
      "in the child; start the process before the threads, or by mp::Context::forkserver() or spawn(), or say .allow_threads = "
      "true",
      name(), fmt::join(others, ", ")));
}

void ChildProcess::require_new(std::string_view verb) const {
  creator_.require_caller(verb, name());
  if (started_ == nullptr) return;
  throw ValueError(
      fmt::format("cannot {} {}: it was started, and the child has taken that with it; say it before start()", verb, name()));
}

const StartedChild& ChildProcess::started(std::string_view verb) const {
  if (started_ == nullptr)
    throw ValueError(fmt::format("cannot {} {}: it was never started, so call start() first", verb, name()));
  return *started_;
}

}  // namespace mp::internal
