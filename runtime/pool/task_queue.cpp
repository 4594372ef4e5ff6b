#include "runtime/pool/task_queue.h"

#include <algorithm>

#include "runtime/hooks.h"
#include "runtime/trace.h"

namespace mp::internal {
namespace {

using memory::Offset;

TaskLink link_to(const Task& task, std::uint32_t number) {
  return {number, static_cast<std::uint32_t>(memory::family_arena().offset(&task).bytes / alignof(Task))};
}

/// REQUIRES: the link leads to a task.
Task& task_at(TaskLink link) { return *memory::family_arena().pointer(Offset<Task>{std::uint64_t{link.place} * alignof(Task)}); }

bool leads_nowhere(TaskLink link) { return link.place == 0; }

/// True if a task was pushed after another, by their numbers, which begin again at 0.
bool is_behind(std::uint32_t number, std::uint32_t other) { return static_cast<std::int32_t>(number - other) > 0; }

}  // namespace

TaskQueue::TaskQueue(Task& first, std::uint32_t first_number) noexcept
    : head_(link_to(first, first_number)), last_number_(first_number), last_(&first) {
  first.state.store({.number = first_number, .worker = {}, .phase = TaskPhase::kEnded}, std::memory_order_relaxed);
}

void TaskQueue::push(Task& task) noexcept {
  const std::uint32_t number = ++last_number_;
  // The number changes before the link behind the task does: a worker on an old link sees either the old link or the new number.
  task.state.store({.number = number, .worker = {}, .phase = TaskPhase::kFree}, std::memory_order_relaxed);
  task.next.store({}, std::memory_order_release);
  hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(&task));
  task.state.store({.number = number, .worker = {}, .phase = TaskPhase::kReady}, std::memory_order_release);
  last_->next.store(link_to(task, number), std::memory_order_release);
  last_ = &task;
  pushed.notify_one();
}

Task* TaskQueue::claim(WorkerIndex worker) noexcept {
  TaskLink start = head_.load(std::memory_order_acquire);
  for (TaskLink at = start;;) {
    Task& task = task_at(at);
    TaskState state = task.state.load(std::memory_order_acquire);
    if (state.number == at.number && state.phase == TaskPhase::kReady &&
        task.state.compare_exchange_strong(state, {.number = at.number, .worker = worker, .phase = TaskPhase::kTaken},
                                           std::memory_order_acq_rel)) {
      head_.compare_exchange_strong(start, at, std::memory_order_acq_rel);
      hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(&task));
      return &task;
    }
    const TaskLink next = task.next.load(std::memory_order_acquire);
    if (task.state.load(std::memory_order_acquire).number != at.number) {
      at = start = head_.load(std::memory_order_acquire);
    } else if (!leads_nowhere(next)) {
      at = next;
    } else {
      head_.compare_exchange_strong(start, at, std::memory_order_acq_rel);
      return nullptr;
    }
  }
}

void TaskQueue::end(Task& task) noexcept {
  TaskState state = task.state.load(std::memory_order_relaxed);
  trace::tell(trace::Kind::kTaskEnds, &task, state.number);
  state.phase = TaskPhase::kEnded;
  hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(&task));
  task.state.store(state, std::memory_order_release);
  TaskLink before = ended_.load(std::memory_order_relaxed);
  do {
    task.next_ended.store(before, std::memory_order_relaxed);
  } while (
      !ended_.compare_exchange_weak(before, link_to(task, state.number), std::memory_order_seq_cst, std::memory_order_relaxed));
  // In one order with the owner's expectation: either it sees the task on the list, or this sees what it expects.
  const std::uint32_t ends = ends_.fetch_add(1, std::memory_order_seq_cst) + 1;
  if (!is_behind(expected_ends_.load(std::memory_order_seq_cst), ends)) ended.notify_all();
}

bool TaskQueue::expect_more(std::size_t tasks) noexcept {
  constexpr std::size_t kMost = 1U << 30;
  const std::uint32_t ends = ends_.load(std::memory_order_seq_cst);
  const std::uint32_t wanted = ends + static_cast<std::uint32_t>(std::min(tasks, kMost));
  const std::uint32_t others = expected_ends_.load(std::memory_order_relaxed);
  if (!is_behind(others, ends) || is_behind(others, wanted)) expected_ends_.store(wanted, std::memory_order_seq_cst);
  return leads_nowhere(ended_.load(std::memory_order_seq_cst));
}

std::vector<Task*> TaskQueue::take_ended() {
  std::vector<Task*> tasks;
  TaskLink at = ended_.exchange({}, std::memory_order_acquire);
  while (!leads_nowhere(at)) {
    Task& task = task_at(at);
    hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(&task));
    tasks.push_back(&task);
    at = task.next_ended.load(std::memory_order_relaxed);
  }
  return tasks;
}

void TaskQueue::detach(Task& task) noexcept {
  const std::uint32_t number = task.state.load(std::memory_order_relaxed).number;
  const TaskLink next = task.next.load(std::memory_order_relaxed);
  TaskLink head = head_.load(std::memory_order_acquire);
  while (!is_behind(head.number, number) && !head_.compare_exchange_weak(head, next, std::memory_order_acq_rel)) {
  }
}

bool TaskQueue::withdraw(Task& task) noexcept {
  TaskState state = task.state.load(std::memory_order_acquire);
  if (state.phase != TaskPhase::kReady) return false;
  return task.state.compare_exchange_strong(state, {.number = state.number, .worker = {}, .phase = TaskPhase::kFree},
                                            std::memory_order_acq_rel);
}

bool TaskQueue::is_passed(const Task& task) const noexcept {
  return is_behind(head_.load(std::memory_order_acquire).number, task.state.load(std::memory_order_relaxed).number);
}

bool TaskQueue::has_ready() const noexcept {
  for (TaskLink at = head_.load(std::memory_order_acquire); !leads_nowhere(at);) {
    const Task& task = task_at(at);  // only the owner pushes, so no link is old here
    if (task.state.load(std::memory_order_acquire).phase == TaskPhase::kReady) return true;
    at = task.next.load(std::memory_order_acquire);
  }
  return false;
}

void TaskQueue::close() noexcept {
  closed_.store(true, std::memory_order_release);
  pushed.notify_all();
}

}  // namespace mp::internal
