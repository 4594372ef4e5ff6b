#include "runtime/pool/crew.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>

#include "runtime/channel/archive.h"
#include "runtime/error.h"
#include "runtime/pool/worker.h"

namespace mp::internal {
namespace {

unsigned valid_size(unsigned workers) {
  if (workers == 0) throw ValueError("a pool needs at least one worker: say Pool(1), or Pool() for one on each processor");
  if (workers > Crew::kMostWorkers) {
    throw ValueError(
        fmt::format("a pool has at most {} workers, not {}: Pool() makes one for each processor", Crew::kMostWorkers, workers));
  }
  return workers;
}

Outcome failure(const auto& error) { return {.result = {}, .error = std::make_exception_ptr(error)}; }

}  // namespace

Crew::Crew(unsigned workers) : size_(valid_size(workers)), owner_(::getpid()), workers_(size_) {
  try {
    for (unsigned index = 0; index < size_; ++index) start_worker(index);
  } catch (...) {
    end_all_workers();
    throw;
  }
}

Crew::~Crew() {
  if (is_mine()) end_all_workers();
}

Ticket Crew::submit(const PackedCall& call) {
  require_owner("give tasks to");
  const std::lock_guard lock(mutex_);
  if (state_ != State::kOpen) throw ValueError("the pool is closed and takes no more tasks; make a new Pool");
  collect();
  const auto task = static_cast<std::uint32_t>(table_.submit(call));
  if (task >= tickets_.size()) tickets_.resize(task + 1);
  tickets_[task] = std::make_shared<std::optional<Outcome>>();
  return tickets_[task];
}

bool Crew::wait(const Ticket& ticket, futex::Deadline deadline) {
  require_owner("wait for");
  for (;;) {
    const futex::SequenceCondition::Ticket look = table_.queue().ended.prepare();
    {
      const std::lock_guard lock(mutex_);
      collect();
      if (ticket->has_value()) return true;
    }
    const futex::Deadline now = futex::Deadline::clock::now();
    if (now >= deadline) return false;
    table_.queue().ended.wait(look, std::min(deadline, now + kWatchPeriod));
  }
}

void Crew::close() {
  require_owner("close");
  const std::lock_guard lock(mutex_);
  if (state_ == State::kOpen) state_ = State::kClosed;
  table_.queue().close();
}

void Crew::join() {
  require_owner("join");
  for (;;) {
    const futex::SequenceCondition::Ticket look = table_.queue().ended.prepare();
    {
      const std::lock_guard lock(mutex_);
      if (state_ == State::kOpen) throw ValueError("the pool is still open: call close() or terminate() before join()");
      collect();
      if (table_.outstanding() == 0) break;
    }
    table_.queue().ended.wait(look, futex::Deadline::clock::now() + kWatchPeriod);
  }
  const std::lock_guard lock(mutex_);
  workers_.clear();  // a ChildProcess waits for its child, and these have nothing more to do
}

void Crew::terminate() {
  require_owner("terminate");
  const std::lock_guard lock(mutex_);
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
}

void Crew::settle(TaskAnswer answer) {
  if (answer.kind == Answer::kReturned) {
    settle(answer.task, {.result = std::move(answer.bytes), .error = nullptr});
  } else {
    auto [type_name, text] = archive::from_bytes<std::pair<std::string, std::string>>(answer.bytes);
    settle(answer.task, failure(RemoteError(std::move(type_name), text)));
  }
}

void Crew::settle(TaskId task, Outcome outcome) {
  Ticket& ticket = tickets_[static_cast<std::uint32_t>(task)];
  *ticket = std::move(outcome);
  ticket.reset();
}

void Crew::watch_workers() {
  for (unsigned index = 0; index < workers_.size(); ++index) {
    if (workers_[index] == nullptr) continue;
    if (const std::optional<int> exitcode = workers_[index]->exitcode()) bury(index, *exitcode);
  }
  if (state_ == State::kOpen || table_.queue().has_ready()) replace_missing_workers();
}

/// The worker has died: what it has left behind gets its outcome.
void Crew::bury(unsigned index, int exitcode) {
  const WorkerDied death(workers_[index]->pid(), exitcode);
  workers_[index].reset();
  settle_left_by(index, failure(death));
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
  auto worker = std::make_unique<ChildProcess>("ForkPoolWorker", "");
  try {
    worker->start([this, index] { run_worker(table_.queue(), static_cast<WorkerIndex>(index), owner_); });
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
