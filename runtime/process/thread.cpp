#include "runtime/process/thread.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "runtime/error.h"
#include "runtime/futex/thread_id.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/exit.h"
#include "runtime/process/live_threads.h"

namespace mp {
namespace {

std::string next_name() {
  static constinit std::atomic<unsigned> threads = 0;
  return fmt::format("Thread-{}", ++threads);
}

}  // namespace

/// The thread and what it shares with its object. Stays where it is while the object is moved.
class Thread::Running {
 public:
  Running(std::string name, std::function<void()> body)
      : name_(name.empty() ? next_name() : std::move(name)), creator_(::getpid()), body_(std::move(body)) {}

  ~Running() {
    if (thread_ != nullptr) thread_->join();
  }

  void start();
  bool join_until(futex::Deadline deadline);
  bool is_alive() const;
  const std::string& name() const { return name_; }
  pid_t ident() const;
  bool is_of_this_process() const { return creator_ == ::getpid(); }

 private:
  void run() noexcept;
  void require_creator(std::string_view verb) const;

  const std::string name_;
  const pid_t creator_;
  std::function<void()> body_;
  std::unique_ptr<std::thread> thread_;  // empty before start
  mutable std::mutex mutex_;             // of the two below
  mutable std::condition_variable changed_;
  pid_t ident_ = 0;
  bool ended_ = false;
};

void Thread::Running::start() {
  require_creator("start");
  if (thread_ != nullptr) throw ValueError(fmt::format("{} was started before: a thread runs once, so make a new object", name_));
  try {
    thread_ = std::make_unique<std::thread>([this] { run(); });
  } catch (const std::system_error& error) {
    throw OSError(fmt::format("cannot start {}: pthread_create", name_), error.code().value());
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ident_ != 0; });
}

void Thread::Running::run() noexcept {
  std::optional<internal::LiveThread> alive(std::in_place, name_);
  {
    const std::lock_guard lock(mutex_);
    ident_ = static_cast<pid_t>(futex::this_thread());
    changed_.notify_all();
  }
  try {
    const internal::CatchesSystemExit scope;
    body_();
  } catch (const SystemExit&) {  // NOLINT(bugprone-empty-catch): mp::exit ends a thread, and its code is nobody's
  } catch (...) {
    internal::report_uncaught_exception("Thread", name_);
  }
  body_ = nullptr;
  alive.reset();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

bool Thread::Running::join_until(futex::Deadline deadline) {
  require_creator("join");
  if (thread_ == nullptr) throw ValueError(fmt::format("cannot join {}: it was never started, so call start() first", name_));
  if (thread_->get_id() == std::this_thread::get_id()) {
    throw ValueError(fmt::format("{} cannot join itself: it would wait for ever; join it in the thread that started it", name_));
  }
  std::unique_lock lock(mutex_);
  const auto ended = [this] { return ended_; };
  if (deadline == futex::kNever) {
    changed_.wait(lock, ended);
    return true;
  }
  return changed_.wait_until(lock, deadline, ended);
}

bool Thread::Running::is_alive() const {
  require_creator("ask about");
  const std::lock_guard lock(mutex_);
  return ident_ != 0 && !ended_;
}

pid_t Thread::Running::ident() const {
  require_creator("ask for the number of");
  const std::lock_guard lock(mutex_);
  return ident_;
}

void Thread::Running::require_creator(std::string_view verb) const {
  if (is_of_this_process()) return;
  throw ValueError(fmt::format("process {} cannot {} {}: the thread runs in process {} only; make a thread of your own",
                               ::getpid(), verb, name_, creator_));
}

Thread::Thread(ThreadOptions options, std::function<void()> body, Body)
    : running_(new Running(std::move(options.name), std::move(body))) {}

void Thread::End::operator()(Running* running) const noexcept {
  // A fork of the creator has no such thread: nothing to join, and a condition that waits for those who wait in the creator.
  if (running->is_of_this_process()) delete running;
}

Thread::Thread(Thread&&) noexcept = default;
Thread& Thread::operator=(Thread&&) = default;
Thread::~Thread() = default;

void Thread::start() { running().start(); }
bool Thread::join_until(futex::Deadline deadline) { return running().join_until(deadline); }
bool Thread::is_alive() const { return running().is_alive(); }
const std::string& Thread::name() const { return running().name(); }
pid_t Thread::ident() const { return running().ident(); }

Thread::Running& Thread::running() const {
  if (running_ == nullptr)
    throw ValueError("this Thread was moved from and stands for no thread; use the one that it was moved to");
  return *running_;
}

}  // namespace mp
