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
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/pool/packed_call.h"
#include "runtime/pool/task_table.h"
#include "runtime/process/child_process.h"

namespace mp::internal {

/// How a task ended: with a packed result, or with a reason why there is none.
struct Outcome {
  std::vector<std::byte> result;
  std::exception_ptr
      error;  ///< RemoteError, WorkerDied, OSError, or Error if the pool was terminated; empty if there is a result
};

/// A task on its way; written by the crew until it has its outcome, and then no more.
using Ticket = std::shared_ptr<std::optional<Outcome>>;

class Crew {
 public:
  static constexpr std::chrono::milliseconds kWatchPeriod{20};
  static constexpr unsigned kMostWorkers = 1U << 16;

  /// Starts the workers. Throws ValueError for none or too many of them, OSError if the system has no room for them.
  explicit Crew(unsigned workers);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Throws ValueError after close() or terminate(), MemoryError.
  Ticket submit(const PackedCall& call);

  /// Waits until the task has its outcome, or until `deadline`; true if it has. What the task did is then visible to the caller.
  bool wait(const Ticket& ticket, futex::Deadline deadline);

  /// No task may be submitted any more; the workers end when all are done.
  void close();
  /// Waits until all tasks are done and all workers have ended. Throws ValueError before close() or terminate().
  void join();
  /// Kills the workers at once. Tasks without an outcome fail.
  void terminate();

  bool is_mine() const noexcept;
  unsigned size() const noexcept { return size_; }
  /// The processes that work now; none after join() or terminate().
  std::vector<pid_t> worker_pids() const;

 private:
  enum class State { kOpen, kClosed, kTerminated };

  void require_owner(std::string_view verb) const;
  void collect();
  void settle(TaskAnswer answer);
  void settle(TaskId task, Outcome outcome);
  void watch_workers();
  void bury(unsigned index, int exitcode);
  void settle_left_by(unsigned index, Outcome of_the_lost);
  void replace_missing_workers();
  void start_worker(unsigned index);
  void end_all_workers();

  const unsigned size_;
  const pid_t owner_;
  mutable std::mutex mutex_;  // of all below
  State state_ = State::kOpen;
  TaskTable table_;
  std::vector<Ticket> tickets_;                         // by TaskId; empty where no task is outstanding
  std::vector<std::unique_ptr<ChildProcess>> workers_;  // by WorkerIndex; empty where one is missing
  futex::Deadline next_watch_{};
};

}  // namespace mp::internal
