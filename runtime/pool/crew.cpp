#include "runtime/pool/crew.h"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "runtime/error.h"
#include "runtime/pool/nesting.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/logging.h"

namespace mp::internal {
namespace {

thread_local std::size_t callbacks_of_this_thread = 0;

/// This process, or 0 if it has not asked yet. Every member asks, and getpid() costs as much as the rest of a task.
constinit std::atomic<pid_t> known_pid = 0;

pid_t own_pid() {
  static constinit std::atomic<bool> arranged = false;  // a fork has the functions of its parent
  if (!arranged && !arranged.exchange(true)) MP_CHECK(::pthread_atfork(nullptr, nullptr, [] { known_pid = 0; }) == 0);
  if (known_pid == 0) known_pid = ::getpid();
  return known_pid;
}

PoolOptions valid(PoolOptions options) {
  const unsigned workers = options.processes;
  if (workers == 0) throw ValueError("a pool needs at least one worker: say Pool(1), or Pool() for one on each processor");
  if (workers > Crew::kMostWorkers) {
    throw ValueError(
        fmt::format("a pool has at most {} workers, not {}: Pool() makes one for each processor", Crew::kMostWorkers, workers));
  }
  if (options.maxtasksperchild == 0U) {
    throw ValueError("maxtasksperchild is 0, so no worker could do a task: say at least 1, or leave it out for no limit");
  }
  require_room_for_a_pool();
  return options;
}

/// An exception of a callback is printed, and the pool works on.
void call(const Completion& completion) {
  for (const std::function<void()>& then : completion.then) {
    try {
      then();
    } catch (...) {
      report_uncaught_exception("Callback of", "a Pool");
    }
  }
}

}  // namespace

Crew::Visit::~Visit() {
  const std::vector<std::shared_ptr<Completion>> due = std::exchange(crew_.due_, {});
  if (due.empty()) return;
  for (const auto& completion : due) completion->caller = std::this_thread::get_id();
  ++crew_.in_callbacks_;
  lock_.unlock();
  ++callbacks_of_this_thread;
  for (const auto& completion : due) call(*completion);
  --callbacks_of_this_thread;
  lock_.lock();
  --crew_.in_callbacks_;
  for (const auto& completion : due) {
    completion->called = true;
    completion->then.clear();  // which holds the tasks that hold it
  }
  lock_.unlock();
  crew_.ended().notify_all();
}

Crew::Crew(PoolOptions options) : options_(valid(std::move(options))), owner_(own_pid()) {}

void Crew::begin_stream() {
  require_owner("give tasks to");
  const std::lock_guard lock(mutex_);
  require_open();
  ++streams_;
}

void Crew::end_stream() noexcept {
  const std::lock_guard lock(mutex_);
  if (--streams_ == 0 && state_ == State::kClosing) shut();
}

void Crew::complete_with(const std::shared_ptr<Completion>& completion, std::function<void()> then) {
  const Visit visit(*this);
  completion->then.push_back(std::move(then));
  count_down(completion);
}

void Crew::complete_with(const Ticket& ticket, std::function<void()> then) {
  const Visit visit(*this);
  if (!ticket->outcome && ticket->completion != nullptr) return ticket->completion->then.push_back(std::move(then));
  const auto completion = std::make_shared<Completion>();
  completion->then.push_back(std::move(then));
  if (ticket->outcome) return count_down(completion);
  ticket->completion = completion;
}

std::optional<std::size_t> Crew::wait_for_any(std::span<const Ticket> tickets, futex::Deadline deadline) {
  std::size_t which = 0;
  const auto missing = [&]() -> std::size_t {
    const auto ended = std::ranges::find_if(tickets, [](const Ticket& ticket) { return has_outcome(*ticket); });
    which = static_cast<std::size_t>(ended - tickets.begin());
    return which < tickets.size() ? 0 : 1;
  };
  return wait_for(missing, deadline) ? std::optional(which) : std::nullopt;
}

bool Crew::wait_for_all(std::span<const Ticket> tickets, futex::Deadline deadline) {
  std::size_t first = 0;  // all before it have their outcomes
  const auto missing = [&] {
    while (first < tickets.size() && has_outcome(*tickets[first])) ++first;
    const auto rest = tickets.subspan(first);
    return static_cast<std::size_t>(
        std::ranges::count_if(rest, [](const Ticket& ticket) { return !ticket->outcome.has_value(); }) +
        (!rest.empty() && rest.front()->outcome.has_value() ? 1 : 0));
  };
  return wait_for(missing, deadline);
}

bool Crew::wait_for(const std::function<std::size_t()>& missing, futex::Deadline deadline) {
  require_owner("wait for");
  for (;;) {
    const futex::SequenceCondition::Ticket look = ended().prepare();
    futex::Deadline next_look;
    bool called = false;
    {
      const Visit visit(*this);
      next_look = std::min(deadline, collect());
      const std::size_t more = missing();
      if (more == 0) return true;
      called = !due_.empty() || !expect_more(more);
    }
    if (called) continue;
    if (futex::Deadline::clock::now() >= deadline) return false;
    ended().wait(look, next_look);
  }
}

bool Crew::has_outcome(const PendingTask& task) {
  if (!task.outcome) return false;
  const Completion* const completion = task.completion.get();
  return completion == nullptr || completion->called || completion->caller == std::this_thread::get_id();
}

bool Crew::cancel(const Ticket& ticket) {
  require_owner("cancel tasks of");
  const Visit visit(*this);
  collect();
  return cancel_now(ticket);
}

void Crew::cancel_all() {
  require_owner("cancel tasks of");
  const Visit visit(*this);
  collect();
  for (const Ticket& ticket : waiting()) cancel_now(ticket);
}

bool Crew::cancel_now(const Ticket& ticket) {
  if (ticket->outcome) return ticket->outcome->cancelled;
  if (!withdraw(*ticket)) return false;
  const char* const why = "the task was cancelled before a worker had begun it, so it has no result";
  settle(*ticket, {.error = std::make_exception_ptr(CancelledError(why)), .cancelled = true});
  ended().notify_all();
  return true;
}

bool Crew::is_running(const Ticket& ticket) {
  require_owner("ask about tasks of");
  const Visit visit(*this);
  collect();
  return !ticket->outcome && has_begun(*ticket);
}

void Crew::close() {
  require_owner("close");
  get_logger().debug("closing pool");
  const std::lock_guard lock(mutex_);
  if (state_ != State::kOpen) return;
  state_ = State::kClosing;
  if (streams_ == 0) shut();
}

void Crew::shut() {
  state_ = State::kClosed;
  close_queue();
}

bool Crew::join(futex::Deadline deadline) {
  require_owner("join");
  get_logger().debug("joining pool");
  const auto missing = [this]() -> std::size_t {
    if (state_ == State::kOpen) throw ValueError("the pool is still open: call close() or terminate() before join()");
    if (state_ == State::kClosing) shut();
    const bool others_call = in_callbacks_ > (callbacks_of_this_thread > 0 ? 1 : 0);
    return all_done() && due_.empty() && !others_call ? 0 : 1;
  };
  if (!wait_for(missing, deadline)) return false;
  await_workers();
  return true;
}

void Crew::terminate(std::exception_ptr reason, int signal) {
  require_owner("terminate");
  get_logger().debug("terminating pool");
  const Visit visit(*this);
  if (state_ == State::kTerminated) return;
  state_ = State::kTerminated;
  stop(reason, signal);
  ended().notify_all();
}

/// The crew ends, because its workers cannot work: for `reason`, which whoever comes later hears too.
void Crew::break_off(std::exception_ptr reason, int signal) {
  if (state_ == State::kTerminated) return;
  state_ = State::kTerminated;
  broken_ = std::move(reason);
  stop(broken_, signal);
  ended().notify_all();
}

std::string_view Crew::state_name() const {
  if (!is_mine()) return "unknown";
  const std::lock_guard lock(mutex_);
  switch (state_) {
    case State::kOpen:
      return "RUN";
    case State::kClosing:
    case State::kClosed:
      return "CLOSE";
    case State::kTerminated:
      return broken_ != nullptr ? "BROKEN" : "TERMINATE";
  }
  MP_CHECK(!"a state of a crew");
  return {};
}

bool Crew::is_mine() const noexcept { return own_pid() == owner_; }

std::vector<pid_t> Crew::worker_pids() const {
  require_owner("list the workers of");
  const std::lock_guard lock(mutex_);
  return pids();
}

void Crew::require_open() const {
  if (broken_ != nullptr) std::rethrow_exception(broken_);
  if (state_ != State::kOpen) throw ValueError("the pool is closed and takes no more tasks; make a new Pool");
}

void Crew::require_open_for_streams() const {
  if (broken_ != nullptr) std::rethrow_exception(broken_);
  if (takes_tasks()) return;
  throw ValueError("the pool has ended before this imap: take all its results before join() or terminate()");
}

void Crew::require_owner(std::string_view verb) const {
  if (is_mine()) return;
  throw ValueError(
      fmt::format("process {} cannot {} this pool: only the process that made it can (pid {}); make a pool of your own",
                  ::getpid(), verb, owner_));
}

void Crew::settle(PendingTask& task, Outcome outcome) {
  task.outcome = std::move(outcome);
  if (task.completion != nullptr) count_down(task.completion);
}

void Crew::count_down(const std::shared_ptr<Completion>& completion) {
  if (--completion->left == 0) due_.push_back(completion);
}

}  // namespace mp::internal
