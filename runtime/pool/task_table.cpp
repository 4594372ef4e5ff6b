#include "runtime/pool/task_table.h"

#include <algorithm>
#include <memory>

namespace mp::internal {
namespace {

using memory::family_arena;
using memory::Offset;

/// Where the room for the result begins: behind the call, on a boundary that suits any type.
std::size_t room_offset(std::size_t call_bytes) {
  constexpr std::size_t kUnit = alignof(std::max_align_t);
  return (call_bytes + kUnit - 1) / kUnit * kUnit;
}

std::byte* room_of(const Task& task) { return family_arena().pointer(task.call) + room_offset(task.call_bytes); }

void free_memory(Task& task) {
  family_arena().free(family_arena().pointer(task.call));
  const Offset<std::byte> large = task.large_result.exchange({}, std::memory_order_relaxed);
  if (large) family_arena().free(family_arena().pointer(large));
}

}  // namespace

TaskTable::TaskTable(unsigned workers)
    : entries_(1),
      queue_(std::in_place, *entries_.front().task),
      initialised_(static_cast<std::atomic<bool>*>(family_arena().allocate(workers * sizeof(std::atomic<bool>)))) {
  std::uninitialized_fill_n(initialised_, workers, false);
}

TaskTable::~TaskTable() {
  if (!queue_.is_mine()) return;
  for (Entry& entry : entries_) {
    if (entry.outstanding) free_memory(*entry.task);
  }
  family_arena().free(initialised_);
}

TaskId TaskTable::submit(const PackedCall& call) {
  const std::size_t room = std::max(call.result_bytes, kLeastRoom);
  Task& task = unused_task();
  auto* const block = static_cast<std::byte*>(family_arena().allocate(room_offset(call.bytes.size()) + room));
  std::ranges::copy(call.bytes, block);
  task.call = family_arena().offset(block);
  task.call_bytes = call.bytes.size();
  task.room_bytes = room;
  unused_.pop_back();
  entries_[task.index].outstanding = true;
  ++outstanding_;

  Task& last = queue_->last();
  queue_->push(task);
  if (last_is_unused_) {
    queue_->detach(last);
    unused_.push_back(&last);
  }
  last_is_unused_ = false;
  return TaskId{task.index};
}

/// The back of `unused_`, which is made if there is none.
Task& TaskTable::unused_task() {
  if (unused_.empty()) reuse_passed();
  if (unused_.empty()) {
    Task& task = *entries_.emplace_back().task;
    task.index = static_cast<std::uint32_t>(entries_.size() - 1);
    unused_.push_back(&task);
  }
  return *unused_.back();
}

void TaskTable::reuse_passed() {
  const auto passed = std::ranges::partition(withdrawn_, [this](const Task* task) { return !queue_->is_passed(*task); });
  unused_.insert(unused_.end(), passed.begin(), passed.end());
  withdrawn_.erase(passed.begin(), passed.end());
}

bool TaskTable::withdraw(TaskId id) {
  Entry& entry = entries_[static_cast<std::uint32_t>(id)];
  if (!entry.outstanding || !queue_->withdraw(*entry.task)) return false;
  free_memory(*entry.task);
  entry.outstanding = false;
  --outstanding_;
  withdrawn_.push_back(&*entry.task);
  return true;
}

std::optional<TaskId> TaskTable::take_first() {
  Task* const task = queue_->claim({});
  if (task == nullptr) return std::nullopt;
  give_back(*task);
  return TaskId{task->index};
}

bool TaskTable::has_begun(TaskId task) const {
  return entries_[static_cast<std::uint32_t>(task)].task->state.load(std::memory_order_acquire).phase == TaskPhase::kTaken;
}

void TaskTable::expect_worker(WorkerIndex worker, bool initialised) {
  initialised_flag(worker).store(initialised, std::memory_order_relaxed);
}
bool TaskTable::is_initialised(WorkerIndex worker) const { return initialised_flag(worker).load(std::memory_order_relaxed); }
std::atomic<bool>& TaskTable::initialised_flag(WorkerIndex worker) const {
  return initialised_[static_cast<std::size_t>(worker)];
}

/// The task is no longer outstanding.
void TaskTable::give_back(Task& task) {
  free_memory(task);
  entries_[task.index].outstanding = false;
  --outstanding_;
  if (&task == &queue_->last()) {
    last_is_unused_ = true;
  } else {
    queue_->detach(task);
    unused_.push_back(&task);
  }
}

TaskAnswer TaskTable::take(Task& task) {
  const Offset<std::byte> large = task.large_result.load(std::memory_order_relaxed);
  const std::byte* const bytes = large ? family_arena().pointer(large) : room_of(task);
  const WorkerIndex worker = task.state.load(std::memory_order_relaxed).worker;
  TaskAnswer answer{TaskId{task.index}, worker, task.answer, {bytes, bytes + task.result_bytes}};
  give_back(task);
  return answer;
}

std::vector<TaskAnswer> TaskTable::take_ended() {
  std::vector<TaskAnswer> answers;
  for (Task* const task : queue_->take_ended()) answers.push_back(take(*task));
  return answers;
}

TaskTable::Left TaskTable::take_left_by(WorkerIndex worker) {
  Left left;
  for (Entry& entry : entries_) {
    const TaskState state = entry.task->state.load(std::memory_order_acquire);
    if (!entry.outstanding || state.worker != worker) continue;
    if (state.phase == TaskPhase::kEnded) left.answers.push_back(take(*entry.task));
    if (state.phase == TaskPhase::kTaken) {
      left.lost = TaskId{entry.task->index};
      give_back(*entry.task);
    }
  }
  return left;
}

std::vector<TaskId> TaskTable::take_all() {
  std::vector<TaskId> tasks;
  for (Entry& entry : entries_) {
    if (!entry.outstanding) continue;
    tasks.push_back(TaskId{entry.task->index});
    free_memory(*entry.task);
    entry.outstanding = false;
  }
  outstanding_ = 0;
  return tasks;
}

std::span<const std::byte> TaskTable::call_of(const Task& task) { return {family_arena().pointer(task.call), task.call_bytes}; }

void TaskTable::answer(TaskQueue& queue, Task& task, Answer kind, std::span<const std::byte> bytes) {
  std::byte* to = room_of(task);
  if (bytes.size() > task.room_bytes) {
    to = static_cast<std::byte*>(family_arena().allocate(bytes.size()));
    task.large_result.store(family_arena().offset(to), std::memory_order_relaxed);
  }
  std::ranges::copy(bytes, to);
  task.result_bytes = bytes.size();
  task.answer = kind;
  queue.end(task);
}

}  // namespace mp::internal
