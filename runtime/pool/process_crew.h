// A crew whose workers are processes of this machine: calls and results travel as bytes through shared memory (task_table.h).
//
// There is no helper thread: whoever waits for an outcome also watches the workers. A dead worker's task fails with WorkerDied,
// its place is taken by a new process, and this happens within kWatchPeriod while somebody waits or submits. A worker that dies
// before its initializer has returned has no task yet: then the first task that waits fails with WorkerDied in place of one that
// it had, so that a pool whose workers always die comes to an end.
// Workers begin by any start method: what they need of this process is in shared memory or in bytes (worker.h).
// Kill safety: that of task_queue.h. Fork safety: workers are forked while the crew's mutex is locked, and never use it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/pool/crew.h"
#include "runtime/pool/pool_options.h"
#include "runtime/pool/task_table.h"
#include "runtime/process/child_process.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/start_method.h"

namespace mp::internal {

class ProcessCrew final : public CrewOf<PackedCall> {
 public:
  static constexpr std::chrono::milliseconds kWatchPeriod{20};
  static constexpr std::chrono::milliseconds kWatchPeriodOfTheRetiring{1};  ///< a worker that has done all it may ends very soon
  static constexpr std::chrono::seconds kPatienceAtTheEnd{1};               ///< with workers that are to end by SIGTERM

  /// Starts the workers. Throws what Crew throws, ValueError if the start method does not allow it, and OSError if the system has
  /// no room for them.
  explicit ProcessCrew(PoolOptions options);
  ~ProcessCrew() override;

 private:
  void push(PackedCall call, const Ticket& ticket) override;
  futex::Deadline collect() override;
  futex::SequenceCondition& ended() override { return table_.queue().ended; }
  bool expect_more(std::size_t more) override { return table_.queue().expect_more(more); }
  void close_queue() override { table_.queue().close(); }
  bool all_done() const override { return table_.outstanding() == 0; }
  bool withdraw(const PendingTask& task) override;
  std::vector<Ticket> waiting() const override;
  bool has_begun(const PendingTask& task) const override { return table_.has_begun(TaskId{task.name}); }
  void stop(const std::exception_ptr& reason, int signal) override;
  void await_workers() override;
  std::vector<pid_t> pids() const override;

  using Verdict = std::function<Outcome(const PendingTask&)>;

  const Ticket& ticket_of(TaskId task) const { return tickets_[static_cast<std::uint32_t>(task)]; }
  void settle_ended();
  void settle(TaskAnswer answer);
  void settle(TaskId task, Outcome outcome);
  void watch_workers();
  void bury(unsigned index, int exitcode);
  void settle_left_by(unsigned index, const Verdict& verdict);
  void replace_missing_workers();
  void start_worker(unsigned index);
  void end_all_workers(int signal);

  const std::optional<Context> context_;
  TaskTable table_;
  std::vector<Ticket> tickets_;                         // by TaskId; empty where no task is outstanding
  std::vector<std::unique_ptr<ChildProcess>> workers_;  // by WorkerIndex; empty where one is missing
  std::vector<std::size_t> tasks_done_;                 // by WorkerIndex: by the process that is there now
  futex::Deadline next_watch_{};
  std::exception_ptr initializer_failure_;  // seen, and the crew is to be broken off for it
};

}  // namespace mp::internal
