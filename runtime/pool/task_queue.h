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
//              or the owner: withdraw        one compare-exchange, back to kFree: no worker will have it
//   kTaken     that worker: end              a store; then the task is put on the list of ended tasks
//   kEnded     the owner: take_ended         (a worker may die before the list has it: then the owner finds it by its state)
//
// Invariants:
//   1. Tasks are numbered as they are pushed. A link names a task and its number; a link whose number is not the task's is old.
//   2. A worker takes the first ready task that it meets, from the front: no task is ready before one that was claimed.
//   3. `head_` is at or before the first ready task, and only moves towards the back. It is a hint: whoever sees that it can
//      move may move it, and nobody has to.
//   4. A task is detached (head_ is behind it) before it is pushed again. So a walk from head_ never comes to an old link, and a
//      walk that began earlier and does come to one begins again. The last task of the row cannot be detached, and one that was
//      withdrawn is detached by whoever moves head_ past it.
// Numbers are used again after 2^32 tasks; a worker that stands still for that long in the middle of claim() could err.
// Visible to whom: what the owner did before push() is seen by the worker after claim(); what the worker did before end() is
// seen by the owner after take_ended(). An owner that waits for many tasks is woken once they have ended (expect_more); a worker
// that dies before it has said so costs the owner its next look after the workers. The hooks hear releasing and acquired with the
// task's address.
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

enum class Answer : std::uint8_t { kReturned, kRaised, kNotInitialised };

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
  /// Takes back a task that no worker has claimed: whether it did. Nobody will claim it; is_passed() says when it may be pushed.
  bool withdraw(Task& task) noexcept;
  /// Whether no worker comes to the withdrawn task any more.
  bool is_passed(const Task& task) const noexcept;
  /// The owner is about to wait, and `ended` need not be told before so many tasks more have ended. False: some have meanwhile.
  bool expect_more(std::size_t tasks) noexcept;
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
  futex::SequenceCondition ended;   ///< told after an end that the owner expects

 private:
  std::atomic<TaskLink> head_;
  std::atomic<TaskLink> ended_;                   // the front of the list of ended tasks
  std::atomic<std::uint32_t> ends_ = 0;           // how many tasks have ended, modulo 2^32
  std::atomic<std::uint32_t> expected_ends_ = 0;  // the owner wants to be told from then on
  std::atomic<bool> closed_ = false;
  std::uint32_t last_number_;  // of the owner, as the next
  Task* last_;                 // an address in the owner, and in its forks
};

}  // namespace mp::internal
