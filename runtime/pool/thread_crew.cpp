#include "runtime/pool/thread_crew.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "runtime/error.h"
#include "runtime/pool/nesting.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/exit.h"
#include "runtime/trace.h"

namespace mp::internal {
namespace {

/// What the caller is to get in place of a result. REQUIRES: called inside a catch block.
std::exception_ptr error_for_the_caller() {
  try {
    throw;
  } catch (const SystemExit&) {
    const ExceptionText exception = describe_current_exception();
    return std::make_exception_ptr(RemoteError(exception.type_name, exception.text));
  } catch (...) {
    return std::current_exception();
  }
}

Outcome outcome_of(const LocalCall& call) {
  try {
    const CatchesSystemExit scope;
    return {.object = call()};
  } catch (...) {
    return {.error = error_for_the_caller()};
  }
}

}  // namespace

ThreadCrew::ThreadCrew(PoolOptions options) : CrewOf(std::move(options)) {
  try {
    start_threads();
  } catch (...) {
    close_queue();
    threads_.clear();
    throw;
  }
}

ThreadCrew::~ThreadCrew() {
  if (!is_mine()) return;
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    close_queue();
  }
  threads_.clear();
}

void ThreadCrew::start_threads() {
  threads_.reserve(size());
  for (unsigned index = 0; index < size(); ++index) {
    threads_.emplace_back(ThreadOptions{.name = fmt::format("PoolThread-{}", index + 1)},
                          [this, depth = tasks_around() + 1] { run(depth); });
    threads_.back().start();
  }
}

void ThreadCrew::push(LocalCall call, const Ticket& ticket) {
  waiting_.push_back({std::move(call), ticket});
  pushed_.notify_one();
}

void ThreadCrew::close_queue() {
  closed_ = true;
  pushed_.notify_all();
}

bool ThreadCrew::withdraw(const PendingTask& task) {
  const auto found = std::ranges::find(waiting_, &task, [](const Task& each) { return each.ticket.get(); });
  if (found == waiting_.end()) return false;
  waiting_.erase(found);
  return true;
}

std::vector<Ticket> ThreadCrew::waiting() const {
  std::vector<Ticket> waiting;
  for (const Task& task : waiting_) waiting.push_back(task.ticket);
  return waiting;
}

bool ThreadCrew::has_begun(const PendingTask& task) const {
  return std::ranges::find(waiting_, &task, [](const Task& each) { return each.ticket.get(); }) == waiting_.end();
}

void ThreadCrew::stop(const std::exception_ptr& reason, int /*signal*/) {
  close_queue();
  for (Task& task : std::exchange(waiting_, {})) settle(*task.ticket, {.error = reason});
}

void ThreadCrew::await_workers() {
  std::vector<Thread> threads;
  {
    const std::lock_guard lock(mutex_);
    threads.swap(threads_);
  }
  for (Thread& thread : threads) thread.join();
}

void ThreadCrew::run(unsigned depth) {
  be_inside_tasks(depth);
  std::exception_ptr failure;
  try {
    const CatchesSystemExit scope;
    if (options_.initializer) options_.initializer();
  } catch (...) {
    failure = error_for_the_caller();
  }
  if (failure != nullptr && options_.broken_by_initializer) break_for(failure);
  run_tasks(failure);
}

void ThreadCrew::break_for(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (...) {
    const ExceptionText exception = describe_current_exception();
    const Visit visit(*this);
    break_off(std::make_exception_ptr(BrokenThreadPool(fmt::format(
                  "the initializer of a thread has thrown {}: {}; no thread can work", exception.type_name, exception.text))),
              0);
  }
}

void ThreadCrew::run_tasks(const std::exception_ptr& failure) {
  for (;;) {
    const futex::SequenceCondition::Ticket look = pushed_.prepare();
    bool closed = false;
    std::optional<Task> task;
    {
      const std::lock_guard lock(mutex_);
      closed = closed_;
      task = next_task();
    }
    if (task) {
      trace::tell(trace::Kind::kTaskBegins, task->ticket.get(), static_cast<std::int64_t>(task->ticket->number));
      Outcome outcome = failure != nullptr ? Outcome{.error = failure} : outcome_of(task->call);
      finish(*std::move(task), std::move(outcome));
    } else if (closed) {
      return;
    } else {
      pushed_.wait(look, futex::kNever);
    }
  }
}

std::optional<ThreadCrew::Task> ThreadCrew::next_task() {
  if (waiting_.empty()) return std::nullopt;
  Task task = std::move(waiting_.front());
  waiting_.pop_front();
  ++begun_;
  return task;
}

/// What the call holds is given back before its outcome can be seen.
void ThreadCrew::finish(Task task, Outcome outcome) {
  task.call = nullptr;
  trace::tell(trace::Kind::kTaskEnds, task.ticket.get(), static_cast<std::int64_t>(task.ticket->number));
  {
    const Visit visit(*this);
    --begun_;
    settle(*task.ticket, std::move(outcome));
  }
  ended_.notify_all();
}

}  // namespace mp::internal
