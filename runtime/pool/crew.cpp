#include "runtime/pool/crew.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/pool/worker.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/process_options.h"

namespace mp::internal {
namespace {

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
  return options;
}

Outcome failure(const auto& error) { return {.result = {}, .error = std::make_exception_ptr(error)}; }

}  // namespace

/// Holds the crew's mutex. When it has let go of it, it calls the callbacks that have become due, which may use the crew.
class Crew::Visit {
 public:
  explicit Visit(Crew& crew) : crew_(crew), lock_(crew.mutex_) {}
  ~Visit() {
    const std::vector<std::function<void()>> due = std::exchange(crew_.due_, {});
    lock_.unlock();
    for (const std::function<void()>& then : due) call(then);
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  /// An exception of a callback is printed, and the pool works on.
  static void call(const std::function<void()>& then) {
    try {
      then();
    } catch (...) {
      report_uncaught_exception("Callback of", "a Pool");
    }
  }

  Crew& crew_;
  std::unique_lock<std::mutex> lock_;
};

Crew::Crew(PoolOptions options) : options_(valid(std::move(options))), owner_(::getpid()), workers_(size()), tasks_done_(size()) {
  try {
    for (unsigned index = 0; index < size(); ++index) start_worker(index);
  } catch (...) {
    end_all_workers();
    throw;
  }
}

Crew::~Crew() {
  if (is_mine()) end_all_workers();
}

Ticket Crew::submit(const PackedCall& call, std::shared_ptr<Completion> completion) {
  require_owner("give tasks to");
  const Visit visit(*this);
  require_open();
  return push(call, std::move(completion));
}

void Crew::begin_stream() {
  require_owner("give tasks to");
  const std::lock_guard lock(mutex_);
  require_open();
  ++streams_;
}

Ticket Crew::submit_of_stream(const PackedCall& call) {
  require_owner("give tasks to");
  const Visit visit(*this);
  if (!takes_tasks_of_streams()) {
    throw ValueError("the pool has ended before this imap: take all its results before join() or terminate()");
  }
  return push(call, nullptr);
}

void Crew::end_stream() noexcept {
  const std::lock_guard lock(mutex_);
  if (--streams_ == 0 && state_ == State::kClosing) close_queue();
}

/// REQUIRES: mutex_ is held.
Ticket Crew::push(const PackedCall& call, std::shared_ptr<Completion> completion) {
  collect();
  auto ticket = std::make_shared<PendingTask>(std::nullopt, std::move(completion));
  const auto task = static_cast<std::uint32_t>(table_.submit(call));
  if (task >= tickets_.size()) tickets_.resize(task + 1);
  tickets_[task] = ticket;
  if (ticket->completion != nullptr) ++ticket->completion->left;
  return ticket;
}

void Crew::complete_with(const std::shared_ptr<Completion>& completion, std::function<void()> then) {
  const Visit visit(*this);
  completion->then = std::move(then);
  count_down(*completion);
}

std::optional<std::size_t> Crew::wait_for_any(std::span<const Ticket> tickets, futex::Deadline deadline) {
  require_owner("wait for");
  for (;;) {
    const futex::SequenceCondition::Ticket look = table_.queue().ended.prepare();
    futex::Deadline next_look;
    std::ptrdiff_t ended;
    {
      const Visit visit(*this);
      collect();
      next_look = std::min(deadline, next_watch_);
      ended = std::ranges::find_if(tickets, [](const Ticket& ticket) { return ticket->outcome.has_value(); }) - tickets.begin();
    }
    if (static_cast<std::size_t>(ended) < tickets.size()) return static_cast<std::size_t>(ended);
    if (futex::Deadline::clock::now() >= deadline) return std::nullopt;
    table_.queue().ended.wait(look, next_look);
  }
}

void Crew::close() {
  require_owner("close");
  const std::lock_guard lock(mutex_);
  if (state_ != State::kOpen) return;
  state_ = State::kClosing;
  if (streams_ == 0) close_queue();
}

void Crew::close_queue() {
  state_ = State::kClosed;
  table_.queue().close();
}

void Crew::join() {
  require_owner("join");
  for (bool done = false; !done;) {
    const futex::SequenceCondition::Ticket look = table_.queue().ended.prepare();
    futex::Deadline next_look;
    {
      const Visit visit(*this);
      if (state_ == State::kOpen) throw ValueError("the pool is still open: call close() or terminate() before join()");
      if (state_ == State::kClosing) close_queue();
      collect();
      next_look = next_watch_;
      done = table_.outstanding() == 0;
    }
    if (!done) table_.queue().ended.wait(look, next_look);
  }
  const std::lock_guard lock(mutex_);
  workers_.clear();  // a ChildProcess waits for its child, and these have nothing more to do
}

void Crew::terminate() {
  require_owner("terminate");
  const Visit visit(*this);
  if (state_ == State::kTerminated) return;
  state_ = State::kTerminated;
  end_all_workers();
  for (TaskAnswer& answer : table_.take_ended()) settle(std::move(answer));
  for (const TaskId task : table_.take_all()) {
    settle(task, failure(Error("the pool was terminated before the task had ended; close() and join() let it end")));
  }
}

bool Crew::is_mine() const noexcept { return ::getpid() == owner_; }

std::vector<pid_t> Crew::worker_pids() const {
  require_owner("list the workers of");
  const std::lock_guard lock(mutex_);
  std::vector<pid_t> pids;
  for (const auto& worker : workers_) {
    if (worker != nullptr) pids.push_back(worker->pid());
  }
  return pids;
}

void Crew::require_open() const {
  if (state_ != State::kOpen) throw ValueError("the pool is closed and takes no more tasks; make a new Pool");
}

void Crew::require_owner(std::string_view verb) const {
  if (is_mine()) return;
  throw ValueError(
      fmt::format("process {} cannot {} this pool: only the process that made it can (pid {}); make a pool of your own",
                  ::getpid(), verb, owner_));
}

/// Hands over the answers that have come, and from time to time looks after the workers. REQUIRES: mutex_ is held.
void Crew::collect() {
  for (TaskAnswer& answer : table_.take_ended()) settle(std::move(answer));
  const futex::Deadline now = futex::Deadline::clock::now();
  if (now < next_watch_) return;
  next_watch_ = now + kWatchPeriod;
  watch_workers();
  const auto may_do_no_more = [this](std::size_t done) { return done == options_.maxtasksperchild; };
  if (std::ranges::any_of(tasks_done_, may_do_no_more)) next_watch_ = now + kWatchPeriodOfTheRetiring;
}

void Crew::settle(TaskAnswer answer) {
  if (++tasks_done_[static_cast<std::size_t>(answer.worker)] == options_.maxtasksperchild) next_watch_ = {};
  if (answer.kind == Answer::kReturned) {
    settle(answer.task, {.result = std::move(answer.bytes), .error = nullptr});
  } else {
    auto [type_name, text] = archive::from_bytes<std::pair<std::string, std::string>>(answer.bytes);
    settle(answer.task, failure(RemoteError(std::move(type_name), text)));
  }
}

void Crew::settle(TaskId task, Outcome outcome) {
  const Ticket ticket = std::exchange(tickets_[static_cast<std::uint32_t>(task)], nullptr);
  ticket->outcome = std::move(outcome);
  if (const std::shared_ptr<Completion> completion = std::move(ticket->completion)) count_down(*completion);
}

void Crew::count_down(Completion& completion) {
  if (--completion.left == 0) due_.push_back(std::move(completion.then));
}

void Crew::watch_workers() {
  for (unsigned index = 0; index < workers_.size(); ++index) {
    if (workers_[index] == nullptr) continue;
    if (const std::optional<int> exitcode = workers_[index]->exitcode()) bury(index, *exitcode);
  }
  if (takes_tasks_of_streams() || table_.queue().has_ready()) replace_missing_workers();
}

/// The worker has died: what it has left behind gets its outcome.
void Crew::bury(unsigned index, int exitcode) {
  const WorkerDied death(workers_[index]->pid(), exitcode);
  workers_[index].reset();
  settle_left_by(index, failure(death));
  tasks_done_[index] = 0;
}

void Crew::settle_left_by(unsigned index, Outcome of_the_lost) {
  for (TaskAnswer& answer : table_.take_ended()) settle(std::move(answer));
  TaskTable::Left left = table_.take_left_by(static_cast<WorkerIndex>(index));
  for (TaskAnswer& answer : left.answers) settle(std::move(answer));
  if (left.lost) settle(*left.lost, std::move(of_the_lost));
}

/// The system may have no room for a process just now: that matters only when no worker is left.
void Crew::replace_missing_workers() {
  for (unsigned index = 0; index < workers_.size(); ++index) {
    if (workers_[index] != nullptr) continue;
    try {
      start_worker(index);
    } catch (const OSError&) {
      if (std::ranges::all_of(workers_, [](const auto& worker) { return worker == nullptr; })) throw;
      return;
    }
  }
}

void Crew::start_worker(unsigned index) {
  auto worker = std::make_unique<ChildProcess>("ForkPoolWorker", ProcessOptions{.daemon = true});
  try {
    worker->start([this, index] { run_worker(table_.queue(), static_cast<WorkerIndex>(index), owner_, options_); });
  } catch (
      const OSError& error) {  // a worker that was forked but could not be watched may have taken a task before it was killed
    settle_left_by(index, failure(error));
    throw;
  }
  workers_[index] = std::move(worker);
}

void Crew::end_all_workers() {
  for (const auto& worker : workers_) {
    if (worker != nullptr) worker->send(SIGKILL);
  }
  workers_.clear();
}

}  // namespace mp::internal
