// The workers of one pool, and the way of calls to them and of outcomes back: the one interface between what a pool offers and
// where its tasks are done. ProcessCrew (processes of this machine) and ThreadCrew (threads of this process) stand behind it.
//
// Here is what they have in common: who may give tasks when, who waits, and whose turn it is to call callbacks.
//
//   state         tasks are taken      what brings it there
//   kOpen         from everybody       constructor
//   kClosing      from streams         close, while a stream has begun
//   kClosed       from nobody          close, join, the end of the last stream
//   kTerminated   from nobody          terminate, or an initializer that fails where nothing can go on without it
//
// There is no helper thread: who waits for a task, gives one or joins also does what is due. A task's outcome counts as there
// when the callback that hangs on it, if any, has been called; but not for the callback itself.
// Thread safety: every member may be called from several threads at once, but for the destructor.
// Process safety: the crew belongs to the process that made it; used elsewhere, it throws ValueError, and its destructor there
// does nothing. Where it lives: private memory; a crew says itself what it shares with its workers.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/futex/sequence_condition.h"
#include "runtime/pool/pool_options.h"

namespace mp::internal {

/// How a task ended: with a result in the form in which its crew carries it, or with a reason why there is none.
struct Outcome {
  std::vector<std::byte> bytes = {};       ///< packed, from another process
  std::shared_ptr<void> object = nullptr;  ///< the result itself, from a thread
  std::exception_ptr error = nullptr;
  bool cancelled = false;
};

/// What is to be done when the last of several tasks has its outcome: each of `then` is called once, in order, by a thread that
/// holds no lock.
struct Completion {
  std::size_t left = 1;  ///< tasks without an outcome, and one for whoever is still adding tasks
  std::vector<std::function<void()>> then = {};
  std::thread::id caller = {};  ///< who is in the middle of `then`
  bool called = false;
};

/// A task on its way; written by the crew, and from the outcome on no more.
struct PendingTask {
  std::optional<Outcome> outcome = {};
  std::shared_ptr<Completion> completion = nullptr;  ///< perhaps nothing
  std::size_t number = 0;                            ///< tasks that the crew was given before it
  std::uint32_t name = 0;                            ///< the crew's own, while there is no outcome
};
using Ticket = std::shared_ptr<PendingTask>;

class Crew {
 public:
  static constexpr unsigned kMostWorkers = 1U << 15;

  virtual ~Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // A stream of tasks that are given one after the other, while others are worked on.

  /// Throws ValueError after close() or terminate().
  void begin_stream();
  void end_stream() noexcept;

  /// No task will be added: `then` is to be called when all that were given with `completion` have their outcomes.
  void complete_with(const std::shared_ptr<Completion>& completion, std::function<void()> then);
  /// The same for one task, later: `then` is called at once if the task has its outcome.
  void complete_with(const Ticket& ticket, std::function<void()> then);

  /// Waits until one of the tasks has its outcome, or until `deadline`: which one. What it did is then visible to the caller.
  std::optional<std::size_t> wait_for_any(std::span<const Ticket> tickets, futex::Deadline deadline);
  /// Waits until all have: whether they have.
  bool wait_for_all(std::span<const Ticket> tickets, futex::Deadline deadline);
  bool wait(const Ticket& ticket, futex::Deadline deadline) { return wait_for_any({&ticket, 1}, deadline).has_value(); }
  /// Waits until `missing`, asked under the mutex, says 0: whether it does. It says how many outcomes must come at least first.
  bool wait_for(const std::function<std::size_t()>& missing, futex::Deadline deadline);
  /// REQUIRES: called by `missing`.
  static bool has_outcome(const PendingTask& task);

  /// The task fails with CancelledError and is surely never begun: true. A worker has it, or it has ended: false.
  bool cancel(const Ticket& ticket);
  /// The same for all tasks that wait.
  void cancel_all();
  /// Whether a worker has the task in its hands.
  bool is_running(const Ticket& ticket);

  /// No task is taken any more, but those of streams that have begun; the workers end when all are done.
  void close();
  /// Waits until all tasks are done, at most until `deadline`, and then for the ends of the workers, which have nothing more to
  /// do: whether they have ended. Throws ValueError before close() or terminate().
  bool join(futex::Deadline deadline);
  /// Ends the crew: as many tasks as can be are stopped, and fail with `reason`. `signal` is for workers that are processes.
  void terminate(std::exception_ptr reason, int signal);

  /// "RUN", "CLOSE" or "TERMINATE" as in Python; "BROKEN" if it ended by itself, "unknown" in a process that did not make it.
  std::string_view state_name() const;

  bool is_mine() const noexcept;
  unsigned size() const noexcept { return options_.processes; }
  /// The processes that work now; none after join() or terminate(), and none for threads.
  std::vector<pid_t> worker_pids() const;

 protected:
  /// Throws ValueError for none or too many workers, for workers that may not do a task, and for a pool that is too deep inside
  /// tasks of other pools (nesting.h).
  explicit Crew(PoolOptions options);

  class Visit;

  void require_owner(std::string_view verb) const;
  void require_open() const;
  void require_open_for_streams() const;
  bool takes_tasks() const { return state_ == State::kOpen || state_ == State::kClosing; }

  // REQUIRE: mutex_ is held.
  void settle(PendingTask& task, Outcome outcome);
  void break_off(std::exception_ptr reason, int signal);

  const PoolOptions options_;
  mutable std::mutex mutex_;  // of all below, and of what a kind of workers has

 private:
  enum class State { kOpen, kClosing, kClosed, kTerminated };

  // What a kind of workers does. Called with mutex_ held, but for ended() and await_workers().

  /// Settles what has ended, and looks after the workers: when to do it again at the latest.
  virtual futex::Deadline collect() = 0;
  /// Told when a task has ended.
  virtual futex::SequenceCondition& ended() = 0;
  /// Before a wait for `more` outcomes: fewer need not wake the waiter. False: they have come meanwhile.
  virtual bool expect_more(std::size_t /*more*/) { return true; }
  virtual void close_queue() = 0;
  virtual bool all_done() const = 0;
  /// Takes back a task that no worker has begun.
  virtual bool withdraw(const PendingTask& task) = 0;
  /// All that may be waiting.
  virtual std::vector<Ticket> waiting() const = 0;
  virtual bool has_begun(const PendingTask& task) const = 0;
  /// Settles all tasks that it can stop.
  virtual void stop(const std::exception_ptr& reason, int signal) = 0;
  /// Waits for the ends of workers that have nothing to do any more.
  virtual void await_workers() = 0;
  virtual std::vector<pid_t> pids() const { return {}; }

  void shut();
  bool cancel_now(const Ticket& ticket);
  void count_down(const std::shared_ptr<Completion>& completion);

  const pid_t owner_;
  State state_ = State::kOpen;
  std::exception_ptr broken_;  // why the crew ended by itself
  std::size_t streams_ = 0;
  std::vector<std::shared_ptr<Completion>> due_;  // all their tasks have their outcomes, and they are not called yet
  std::size_t in_callbacks_ = 0;                  // threads that are calling some
};

/// Holds the crew's mutex. When it has let go of it, it calls the callbacks that have become due, which may use the crew.
class Crew::Visit {
 public:
  explicit Visit(Crew& crew) : crew_(crew), lock_(crew.mutex_) {}
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  Crew& crew_;
  std::unique_lock<std::mutex> lock_;
};

/// The part that knows what a call is: bytes for another process, or a function of this one.
template <class CallType>
class CrewOf : public Crew {
 public:
  using Call = CallType;

  /// Throws ValueError after close() or terminate(), MemoryError.
  Ticket submit(Call call, std::shared_ptr<Completion> completion = nullptr) {
    require_owner("give tasks to");
    const Visit visit(*this);
    require_open();
    return add(std::move(call), std::move(completion));
  }
  /// REQUIRES: between begin_stream() and end_stream(). Throws ValueError after join() or terminate(), MemoryError.
  Ticket submit_of_stream(Call call) {
    require_owner("give tasks to");
    const Visit visit(*this);
    require_open_for_streams();
    return add(std::move(call), nullptr);
  }

 protected:
  using Crew::Crew;

 private:
  /// Gives the task a name, and workers the call. REQUIRES: mutex_ is held.
  virtual void push(Call call, const Ticket& ticket) = 0;

  Ticket add(Call call, std::shared_ptr<Completion> completion) {
    auto ticket = std::make_shared<PendingTask>();
    push(std::move(call), ticket);
    ticket->number = given_++;
    if (completion != nullptr) ++completion->left;
    ticket->completion = std::move(completion);
    return ticket;
  }

  std::size_t given_ = 0;
};

}  // namespace mp::internal
