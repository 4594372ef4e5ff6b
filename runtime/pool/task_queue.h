// The tasks of one pool, first in first out, between the process that owns the pool and its workers.
//
// Lives in shared memory, and so do the tasks, which are never given back while the queue lives: a worker may look at one at
// any time, long after it has ended and been used again.
// Thread and process safety: push, take_ended, detach and close are the owner's, one thread at a time; claim and end are the
// workers'. Fork safety: nothing is kept outside.
// Kill safety: a worker may be killed at any instruction. Which tasks it had is then written in their states.
//
//   phase      who makes the next step       how
//   kFree      the owner: push               a store; the task is behind all others, and may be claimed
//   kReady     any worker: claim             one compare-exchange, which also says which worker
//   kTaken     that worker: end              a store; then the task is put on the list of ended tasks
//   kEnded     the owner: take_ended         (a worker may die before the list has it: then the owner finds it by its state)
//
// Invariants:
//   1. Tasks are numbered as they are pushed. A link names a task and its number; a link whose number is not the task's is old.
//   2. The ready tasks are the last ones of the row: a worker takes the first ready task that it meets, from the front.
//   3. `head_` is at or before the first ready task, and only moves towards the back. It is a hint: whoever sees that it can
//      move may move it, and nobody has to.
//   4. A task is detached (head_ is behind it) before it is pushed again. So a walk from head_ never comes to an old link, and a
//      walk that began earlier and does come to one begins again. The last task of the row cannot be detached.
// Numbers are used again after 2^32 tasks; a worker that stands still for that long in the middle of claim() could err.
// Visible to whom: what the owner did before push() is seen by the worker after claim(); what the worker did before end() is
// seen by the owner after take_ended(). The hooks hear releasing and acquired with the task's address.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/futex/sequence_condition.h"
#include "runtime/memory/arena.h"

namespace mp::internal {

/// Which of the pool's workers; the same for a worker and for the one that replaces it.
enum class WorkerIndex : std::uint16_t {};

enum class TaskPhase : std::uint16_t { kFree, kReady, kTaken, kEnded };

struct TaskState {
  std::uint32_t number = 0;
  WorkerIndex worker{};  ///< of kTaken and kEnded
  TaskPhase phase = TaskPhase::kFree;
};

struct Task;

/// Where a task is, and the number that it has if the link is not old; one word, so that it changes in one piece.
struct TaskLink {
  std::uint32_t number = 0;
  std::uint32_t place = 0;  ///< offset in the arena in units of a task's alignment; 0: no task
  friend bool operator==(TaskLink, TaskLink) = default;
};

enum class Answer : std::uint8_t { kReturned, kRaised };

/// One task. What it carries is the owner's before push and after the end, and the worker's in between.
struct alignas(64) Task {
  std::atomic<TaskState> state;
  std::atomic<TaskLink> next;        ///< the task that was pushed after it
  std::atomic<TaskLink> next_ended;  ///< the task that ended before it, and is still on the list

  memory::Offset<std::byte> call;  ///< the packed call; room for the result follows it
  std::size_t call_bytes = 0;
  std::size_t room_bytes = 0;

  std::atomic<memory::Offset<std::byte>>
      large_result;  ///< a block that the worker took because the room was too small, or nothing
  std::size_t result_bytes = 0;
  Answer answer = Answer::kReturned;

  std::uint32_t index = 0;  ///< the owner's name for it; never changes
};

static_assert(std::atomic<TaskState>::is_always_lock_free && std::atomic<TaskLink>::is_always_lock_free &&
              std::atomic<memory::Offset<std::byte>>::is_always_lock_free);
static_assert(memory::Arena::kReservedBytes / alignof(Task) <= std::size_t{1} << 32, "a link's place has 32 bits");

class TaskQueue {
 public:
  /// `first` is the end of the row until the first push. Like the last task of any row, it is free but not detached.
  explicit TaskQueue(Task& first, std::uint32_t first_number = 0) noexcept;

  // The owner's side.

  /// Adds a free task. REQUIRES: it is detached, or was never pushed.
  void push(Task& task) noexcept;
  /// The tasks that have ended since the last call.
  std::vector<Task*> take_ended();
  /// Makes sure that no worker comes to the task any more. REQUIRES: it was claimed, and it is not last().
  void detach(Task& task) noexcept;
  /// The task that was pushed last.
  Task& last() const noexcept { return *last_; }
  bool has_ready() const noexcept;
  /// No task will be pushed any more.
  void close() noexcept;

  // The workers' side.

  /// Takes the first ready task; nullptr if there is none.
  Task* claim(WorkerIndex worker) noexcept;
  /// Gives the task back with its answer. REQUIRES: the caller has claimed it.
  void end(Task& task) noexcept;
  bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  futex::SequenceCondition pushed;  ///< told after push and close
  futex::SequenceCondition ended;   ///< told after end

 private:
  std::atomic<TaskLink> head_;
  std::atomic<TaskLink> ended_;  // the front of the list of ended tasks
  std::atomic<bool> closed_ = false;
  std::uint32_t last_number_;  // of the owner, as the next
  Task* last_;                 // an address in the owner, and in its forks
};

}  // namespace mp::internal
