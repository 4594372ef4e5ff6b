// A crew whose workers are threads of this process.
//
// A task that was begun cannot be stopped: terminate() fails those that wait, and join() and the destructor wait for the others.
// What a task throws reaches the caller as it is; mp::exit ends the task alone, and the caller gets a RemoteError, as from a
// process. When the thread that did the last task of a map, or one with callbacks, has written down the outcome, it does what is
// due itself, so callbacks come although nobody waits.
// Thread safety: as Crew's. Fork safety: a fork has no copy of the threads; there the crew cannot be used, and lets them be.
// Where it lives: private memory. Visible to whom: the mutex orders a task behind its submission, and its outcome before a wait.
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <optional>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/futex/sequence_condition.h"
#include "runtime/pool/crew.h"
#include "runtime/pool/local_call.h"
#include "runtime/pool/pool_options.h"
#include "runtime/process/thread.h"

namespace mp::internal {

class ThreadCrew final : public CrewOf<LocalCall> {
 public:
  /// Starts the threads. Throws what Crew throws, and OSError if the system has no room for them.
  explicit ThreadCrew(PoolOptions options);
  ~ThreadCrew() override;

 private:
  struct Task {
    LocalCall call;
    Ticket ticket;
  };

  void push(LocalCall call, const Ticket& ticket) override;
  futex::Deadline collect() override { return futex::kNever; }
  futex::SequenceCondition& ended() override { return ended_; }
  void close_queue() override;
  bool all_done() const override { return waiting_.empty() && begun_ == 0; }
  bool withdraw(const PendingTask& task) override;
  std::vector<Ticket> waiting() const override;
  bool has_begun(const PendingTask& task) const override;
  void stop(const std::exception_ptr& reason, int signal) override;
  void await_workers() override;

  void start_threads();
  void run(unsigned depth);
  void break_for(const std::exception_ptr& failure);
  void run_tasks(const std::exception_ptr& failure);
  std::optional<Task> next_task();
  void finish(Task task, Outcome outcome);

  std::deque<Task> waiting_;
  std::size_t begun_ = 0;  // tasks in the hands of threads
  bool closed_ = false;    // no task will be pushed
  futex::SequenceCondition pushed_;
  futex::SequenceCondition ended_;
  std::vector<Thread> threads_;
};

}  // namespace mp::internal
