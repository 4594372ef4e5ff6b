// The tasks of one pool as its owner sees them: calls go in, answers come out, and the memory that both need.
//
// The queue, the tasks and what they carry are in shared memory; the owner's lists are private. The call and a small result
// share one block, which the owner takes and gives back. So a worker that dies can lose memory only between taking the block of
// a large result and writing down that it has it.
// Thread safety: none; the owner locks. Process safety: the owner's side belongs to the process that made the table, whose
// destructor gives the memory back; workers use queue(), call_of() and answer(), and may be no forks of the owner.
// The memory of a task itself is used again, and given back when the table goes.
// Invariant: a task is outstanding from submit() until it is returned by take_ended(), take_left_by(), take_first() or
// take_all(), or withdrawn.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "runtime/memory/placed.h"
#include "runtime/pool/task_queue.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {

/// The name of an outstanding task; used again for another one later.
enum class TaskId : std::uint32_t {};

struct TaskAnswer {
  TaskId task;
  WorkerIndex worker;
  Answer kind;
  std::vector<std::byte> bytes;  ///< the packed result, or the packed ExceptionText
};

class TaskTable {
 public:
  explicit TaskTable(unsigned workers = 1);
  ~TaskTable();
  TaskTable(const TaskTable&) = delete;
  TaskTable& operator=(const TaskTable&) = delete;

  TaskQueue& queue() const noexcept { return *queue_; }

  // The owner's side.

  /// Throws MemoryError.
  TaskId submit(const PackedCall& call);
  std::size_t outstanding() const noexcept { return outstanding_; }
  /// The answers that have come since the last call.
  std::vector<TaskAnswer> take_ended();
  /// Takes back a task that no worker has claimed: whether it did. It is outstanding no more.
  bool withdraw(TaskId task);
  /// The first task that no worker has claimed; it is outstanding no more.
  std::optional<TaskId> take_first();
  bool has_begun(TaskId task) const;

  /// A process is about to take this place among the workers.
  void expect_worker(WorkerIndex worker, bool initialised);
  bool is_initialised(WorkerIndex worker) const;
  /// In shared memory: what the worker sets when it is about to look for its first task.
  std::atomic<bool>& initialised_flag(WorkerIndex worker) const;

  struct Left {
    std::vector<TaskAnswer> answers;  ///< tasks that it had ended
    std::optional<TaskId> lost;       ///< the task that it had in its hands
  };
  /// What a worker has left behind. REQUIRES: it is dead, and take_ended() was called after its death.
  Left take_left_by(WorkerIndex worker);
  /// All outstanding tasks, without answers. REQUIRES: all workers are dead, and nothing is submitted after it.
  std::vector<TaskId> take_all();

  // The workers' side.

  static std::span<const std::byte> call_of(const Task& task);
  /// Ends the task. REQUIRES: the caller has claimed it. Throws MemoryError if the answer is larger than room_for() and there is
  /// no memory for it; then the task has not ended.
  static void answer(TaskQueue& queue, Task& task, Answer kind, std::span<const std::byte> bytes);
  /// How large an answer may be that never fails.
  static std::size_t room_for(const Task& task) { return task.room_bytes; }

  static constexpr std::size_t kLeastRoom = 256;  ///< bytes; a small result, or the beginning of an error's text

 private:
  struct Entry {
    memory::Placed<Task> task{std::in_place};
    bool outstanding = false;
  };

  Task& unused_task();
  void reuse_passed();
  void give_back(Task& task);
  TaskAnswer take(Task& task);

  std::deque<Entry> entries_;  // by Task::index
  memory::Placed<TaskQueue> queue_;
  std::atomic<bool>* initialised_;  // by WorkerIndex
  std::vector<Task*> unused_;       // detached
  std::vector<Task*> withdrawn_;    // and not known to be detached
  bool last_is_unused_ = true;
  std::size_t outstanding_ = 0;
};

}  // namespace mp::internal
