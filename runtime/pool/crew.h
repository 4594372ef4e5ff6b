// The worker processes of one pool, and the way of calls to them and of answers back.
//
// Pool and AsyncResult know of tasks and answers as bytes, and of this class: submit, wait, close, join, terminate. Where the
// workers are and how the bytes travel is known here alone.
// There is no helper thread: whoever waits for an answer also watches the workers. A dead worker's task fails with
// WorkerDied, its place is taken by a new process, and this happens within kWatchPeriod while somebody waits or submits.
// Thread safety: every member may be called from several threads at once, but for the destructor.
// Process safety: the crew belongs to the process that made it; used elsewhere, it throws ValueError. It ends its workers when it
// is destroyed there, and does nothing in a fork.
// Fork safety: workers are forked while the crew's mutex is locked, and never use it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/pool/pool_options.h"
#include "runtime/pool/task_table.h"
#include "runtime/process/child_process.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {

/// How a task ended: with a packed result, or with a reason why there is none.
struct Outcome {
  std::vector<std::byte> result;
  std::exception_ptr
      error;  ///< RemoteError, WorkerDied, OSError, or Error if the pool was terminated; empty if there is a result
};

/// What is to be done when the last of several tasks has its outcome. `then` is called once, by a thread of the pool's owner that
/// waits, submits or joins, while it holds no lock.
struct Completion {
  std::size_t left = 1;  ///< tasks without an outcome, and one for whoever is still adding tasks
  std::function<void()> then;
};

/// A task on its way; written by the crew until it has its outcome, and then no more.
struct PendingTask {
  std::optional<Outcome> outcome;
  std::shared_ptr<Completion> completion;  ///< perhaps nothing
};
using Ticket = std::shared_ptr<PendingTask>;

class Crew {
 public:
  static constexpr std::chrono::milliseconds kWatchPeriod{20};
  static constexpr std::chrono::milliseconds kWatchPeriodOfTheRetiring{1};  ///< a worker that has done all it may ends very soon
  static constexpr unsigned kMostWorkers = 1U << 16;

  /// Starts the workers. Throws ValueError for none or too many of them, or for none that may do a task, OSError if the system
  /// has no room for them.
  explicit Crew(PoolOptions options);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Throws ValueError after close() or terminate(), MemoryError.
  Ticket submit(const PackedCall& call, std::shared_ptr<Completion> completion = nullptr);

  // A stream of tasks that are submitted one after the other, while others are worked on.

  /// Throws ValueError after close() or terminate().
  void begin_stream();
  /// REQUIRES: between begin_stream() and end_stream(). Throws ValueError after join() or terminate(), MemoryError.
  Ticket submit_of_stream(const PackedCall& call);
  void end_stream() noexcept;

  /// No task will be added: `then` is to be called when all that were submitted with `completion` have their outcomes.
  void complete_with(const std::shared_ptr<Completion>& completion, std::function<void()> then);

  /// Waits until one of the tasks has its outcome, or until `deadline`: which one. What it did is then visible to the caller.
  std::optional<std::size_t> wait_for_any(std::span<const Ticket> tickets, futex::Deadline deadline);
  bool wait(const Ticket& ticket, futex::Deadline deadline) { return wait_for_any({&ticket, 1}, deadline).has_value(); }

  /// No task may be submitted any more, but those of streams that have begun; the workers end when all are done.
  void close();
  /// Waits until all tasks are done and all workers have ended. Throws ValueError before close() or terminate().
  void join();
  /// Kills the workers at once. Tasks without an outcome fail.
  void terminate();

  bool is_mine() const noexcept;
  unsigned size() const noexcept { return options_.processes; }
  /// The processes that work now; none after join() or terminate().
  std::vector<pid_t> worker_pids() const;

 private:
  enum class State {
    kOpen,
    kClosing,  ///< closed, but for the tasks of streams
    kClosed,
    kTerminated,
  };

  class Visit;

  void require_owner(std::string_view verb) const;
  void require_open() const;
  bool takes_tasks_of_streams() const { return state_ == State::kOpen || state_ == State::kClosing; }
  Ticket push(const PackedCall& call, std::shared_ptr<Completion> completion);
  void close_queue();
  void collect();
  void settle(TaskAnswer answer);
  void settle(TaskId task, Outcome outcome);
  void count_down(Completion& completion);
  void watch_workers();
  void bury(unsigned index, int exitcode);
  void settle_left_by(unsigned index, Outcome of_the_lost);
  void replace_missing_workers();
  void start_worker(unsigned index);
  void end_all_workers();

  const PoolOptions options_;
  const pid_t owner_;
  mutable std::mutex mutex_;  // of all below
  State state_ = State::kOpen;
  std::size_t streams_ = 0;
  TaskTable table_;
  std::vector<Ticket> tickets_;                         // by TaskId; empty where no task is outstanding
  std::vector<std::unique_ptr<ChildProcess>> workers_;  // by WorkerIndex; empty where one is missing
  std::vector<std::size_t> tasks_done_;                 // by WorkerIndex: by the process that is there now
  std::vector<std::function<void()>> due_;              // of tasks that have their outcome, not called yet
  futex::Deadline next_watch_{};
};

}  // namespace mp::internal
