#include "runtime/pool/process_crew.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/pool/nesting.h"
#include "runtime/pool/worker.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/logging.h"
#include "runtime/process/process_options.h"

namespace mp::internal {
namespace {

/// As Python names them.
std::string_view kind_of_workers(std::optional<Context> context) {
  switch (context.value_or(get_context()).start_method()) {
    case StartMethod::kFork:
      return "ForkPoolWorker";
    case StartMethod::kSpawn:
      return "SpawnPoolWorker";
    case StartMethod::kForkserver:
      return "ForkServerPoolWorker";
  }
  return "";
}

Outcome failure(const auto& error) { return {.error = std::make_exception_ptr(error)}; }

}  // namespace

ProcessCrew::ProcessCrew(PoolOptions options)
    : CrewOf(std::move(options)),
      context_(options_.context || !get_start_method(true) ? options_.context : get_context()),
      table_(size()),
      workers_(size()),
      tasks_done_(size()) {
  try {
    for (unsigned index = 0; index < size(); ++index) start_worker(index);
  } catch (...) {
    end_all_workers(SIGKILL);
    throw;
  }
}

ProcessCrew::~ProcessCrew() {
  if (is_mine()) end_all_workers(SIGKILL);
}

void ProcessCrew::push(PackedCall call, const Ticket& ticket) {
  constexpr std::size_t kPushesBetweenLooks = 16;  // whoever waits looks, too
  if (table_.outstanding() % kPushesBetweenLooks == 0) collect();
  if (!takes_tasks()) require_open();  // that look has found that no worker can work
  ticket->name = static_cast<std::uint32_t>(table_.submit(call));
  if (ticket->name >= tickets_.size()) tickets_.resize(ticket->name + 1);
  tickets_[ticket->name] = ticket;
}

bool ProcessCrew::withdraw(const PendingTask& task) {
  if (!table_.withdraw(TaskId{task.name})) return false;
  tickets_[task.name] = nullptr;
  return true;
}

std::vector<Ticket> ProcessCrew::waiting() const {
  std::vector<Ticket> outstanding;
  std::ranges::copy_if(tickets_, std::back_inserter(outstanding), [](const Ticket& ticket) { return ticket != nullptr; });
  return outstanding;
}

void ProcessCrew::stop(const std::exception_ptr& reason, int signal) {
  end_all_workers(signal);
  for (TaskAnswer& answer : table_.take_ended()) settle(std::move(answer));
  for (const TaskId task : table_.take_all()) settle(task, {.error = reason});
}

void ProcessCrew::await_workers() {
  const std::lock_guard lock(mutex_);
  workers_.clear();  // a ChildProcess waits for its child, and these have nothing more to do
}

std::vector<pid_t> ProcessCrew::pids() const {
  std::vector<pid_t> pids;
  for (const auto& worker : workers_) {
    if (worker != nullptr) pids.push_back(worker->pid());
  }
  return pids;
}

futex::Deadline ProcessCrew::collect() {
  settle_ended();
  const futex::Deadline now = futex::Deadline::clock::now();
  if (now < next_watch_) return next_watch_;
  next_watch_ = now + kWatchPeriod;
  watch_workers();
  const auto may_do_no_more = [this](std::size_t done) { return done == options_.maxtasksperchild; };
  if (std::ranges::any_of(tasks_done_, may_do_no_more)) next_watch_ = now + kWatchPeriodOfTheRetiring;
  return next_watch_;
}

void ProcessCrew::settle_ended() {
  for (TaskAnswer& answer : table_.take_ended()) settle(std::move(answer));
  if (initializer_failure_ != nullptr) break_off(std::exchange(initializer_failure_, nullptr), SIGKILL);
}

void ProcessCrew::settle(TaskAnswer answer) {
  if (++tasks_done_[static_cast<std::size_t>(answer.worker)] == options_.maxtasksperchild) next_watch_ = {};
  if (answer.kind == Answer::kReturned) return settle(answer.task, {.bytes = std::move(answer.bytes)});
  auto exception = archive::from_bytes<ExceptionText>(answer.bytes);
  if (answer.kind == Answer::kNotInitialised && options_.broken_by_initializer) {
    initializer_failure_ = std::make_exception_ptr(BrokenProcessPool(
        fmt::format("the initializer of a worker has thrown {}: {}; no worker can work", exception.type_name, exception.text)));
    return settle(answer.task, {.error = initializer_failure_});
  }
  settle(answer.task, {.error = to_exception(std::move(exception))});
}

void ProcessCrew::settle(TaskId task, Outcome outcome) {
  const Ticket ticket = std::exchange(tickets_[static_cast<std::uint32_t>(task)], nullptr);
  Crew::settle(*ticket, std::move(outcome));
}

void ProcessCrew::watch_workers() {
  for (unsigned index = 0; index < workers_.size(); ++index) {
    if (workers_[index] == nullptr) continue;
    if (const std::optional<int> exitcode = workers_[index]->exitcode()) bury(index, *exitcode);
  }
  if (takes_tasks() || table_.queue().has_ready()) replace_missing_workers();
}

/// The worker has died: what it has left behind gets its outcome.
void ProcessCrew::bury(unsigned index, int exitcode) {
  const pid_t pid = workers_[index]->pid();
  get_logger().debug("cleaning up worker {}: {} (pid {}) has ended with exitcode {}", index, workers_[index]->name(), pid,
                     exitcode);
  workers_[index].reset();
  tasks_done_[index] = 0;
  const auto verdict = [&](const PendingTask& lost) { return failure(WorkerDied(pid, exitcode, lost.number)); };
  if (table_.is_initialised(static_cast<WorkerIndex>(index))) return settle_left_by(index, verdict);
  if (options_.broken_by_initializer) {
    return break_off(std::make_exception_ptr(BrokenProcessPool(fmt::format(
                         "a worker has ended in its initializer, so no worker can work: {}", WorkerDied(pid, exitcode).what()))),
                     SIGKILL);
  }
  if (const std::optional<TaskId> first = table_.take_first()) settle(*first, verdict(*ticket_of(*first)));
}

void ProcessCrew::settle_left_by(unsigned index, const Verdict& verdict) {
  settle_ended();
  TaskTable::Left left = table_.take_left_by(static_cast<WorkerIndex>(index));
  for (TaskAnswer& answer : left.answers) settle(std::move(answer));
  if (left.lost) settle(*left.lost, verdict(*ticket_of(*left.lost)));
}

/// The system may have no room for a process just now: that matters only when no worker is left.
void ProcessCrew::replace_missing_workers() {
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

void ProcessCrew::start_worker(unsigned index) {
  const auto worker_index = static_cast<WorkerIndex>(index);
  auto worker = std::make_unique<ChildProcess>(kind_of_workers(context_),
                                               ProcessOptions{.daemon = true, .context = context_, .allow_threads = true});
  table_.expect_worker(worker_index, !options_.initializer);
  WorkOfWorker work({.queue = &table_.queue(),
                     .initialised = &table_.initialised_flag(worker_index),
                     .index = worker_index,
                     .tasks_around = tasks_around() + 1,
                     .most_tasks = options_.maxtasksperchild},
                    options_.initializer);
  try {
    worker->start(&work);
  } catch (
      const OSError& error) {  // a worker that was forked but could not be watched may have taken a task before it was killed
    settle_left_by(index, [&](const PendingTask&) { return failure(error); });
    throw;
  }
  workers_[index] = std::move(worker);
  get_logger().debug("added worker");
}

void ProcessCrew::end_all_workers(int signal) {
  for (const auto& worker : workers_) {
    if (worker != nullptr) worker->send(signal);
  }
  const futex::Deadline patience = futex::deadline_after(kPatienceAtTheEnd);
  for (const auto& worker : workers_) {
    if (signal != SIGKILL && worker != nullptr && !worker->join_until(patience)) worker->send(SIGKILL);
  }
  workers_.clear();  // and so none is replaced
}

}  // namespace mp::internal
