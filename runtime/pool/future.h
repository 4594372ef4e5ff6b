// mp::Future, Python's concurrent.futures.Future: the result of a call that an executor is working on.
//
//   mp::Future<int> future = executor.submit(square, 5);
//   future.add_done_callback([](mp::Future<int>& done) { fmt::print("{}\n", done.result()); });
//   if (!future.cancel()) fmt::print("{}\n", future.result_for(2s));
//
// Thread safety: every member may be called from several threads at once. Process safety: as of the executor: its owner's.
// A copy stands for the same call. It may outlive its executor, whose end decides every outcome. One that was made without a
// call stands for none, and every member throws InvalidStateError.
// There is no helper thread in a ProcessPoolExecutor: who waits for a future or asks it, submits or shuts down also watches the
// workers and calls the callbacks that are due. In a ThreadPoolExecutor the threads do that, too.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include "runtime/futex/deadline.h"
#include "runtime/pool/crew.h"

namespace mp {

template <class Where>
class BasicExecutor;
template <class R>
class Future;

namespace internal {

/// The task of a future. The part that knows no type.
class FutureTask {
 public:
  FutureTask() = default;
  FutureTask(std::shared_ptr<Crew> crew, Ticket ticket) : crew_(std::move(crew)), ticket_(std::move(ticket)) {}

  /// Throws InvalidStateError if there is none.
  Crew& crew() const;
  const Ticket& ticket() const { return ticket_; }
  const std::shared_ptr<Crew>& shared_crew() const { return crew_; }

  bool is_done(futex::Deadline deadline) const { return crew().wait(ticket_, deadline); }
  bool is_cancelled() const { return is_done(futex::kNow) && ticket_->outcome->cancelled; }
  /// Throws TimeoutError if there is none in time, CancelledError if there will be none.
  const Outcome& outcome(futex::Deadline deadline) const;

 private:
  std::shared_ptr<Crew> crew_;
  Ticket ticket_;
};

template <class R>
FutureTask task_of(const Future<R>& future) {
  return future.task_;
}

}  // namespace internal

template <class R>
class Future {
 public:
  using result_type = R;

  Future() = default;

  /// True: no worker has begun the call, and none will. False: it is running, or has ended.
  bool cancel() { return task_.crew().cancel(task_.ticket()); }
  bool cancelled() const { return task_.is_cancelled(); }
  bool running() const { return task_.crew().is_running(task_.ticket()); }
  /// Whether it has ended or was cancelled.
  bool done() const { return task_.is_done(futex::kNow); }

  /// Waits for the result; a second call returns it again, if it can be copied. Throws CancelledError; RemoteError if the call
  /// threw an exception in a process, the exception itself if in a thread; WorkerDied, BrokenProcessPool. What the call did is
  /// visible to the caller.
  R result() { return result_by(futex::kNever); }
  /// Throw TimeoutError if it does not come in time; it may be asked for again.
  template <class Rep, class Period>
  R result_for(const std::chrono::duration<Rep, Period>& timeout) {
    return result_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  R result_until(const std::chrono::time_point<Clock, Duration>& moment) {
    return result_by(futex::deadline_at(moment));
  }

  /// Waits for the end: what result() would throw, but for CancelledError and TimeoutError, which are thrown; empty if nothing.
  std::exception_ptr exception() const { return task_.outcome(futex::kNever).error; }
  template <class Rep, class Period>
  std::exception_ptr exception_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return task_.outcome(futex::deadline_after(timeout)).error;
  }
  template <class Clock, class Duration>
  std::exception_ptr exception_until(const std::chrono::time_point<Clock, Duration>& moment) const {
    return task_.outcome(futex::deadline_at(moment)).error;
  }

  /// Has `callback` called with this future once it is done or cancelled: at once, if it is. Those of one future are called in
  /// the order in which they were added. An exception of a callback is printed, and harms nobody.
  template <class Callback>
  void add_done_callback(Callback callback) {
    auto kept = std::make_shared<Callback>(std::move(callback));  // may be what cannot be copied
    task_.crew().complete_with(task_.ticket(), [kept, future = *this]() mutable { std::invoke(*kept, future); });
  }

 private:
  template <class Where>
  friend class BasicExecutor;
  template <class T>
  friend internal::FutureTask internal::task_of(const Future<T>& future);
  using Unpack = R(const internal::Outcome&);

  Future(std::shared_ptr<internal::Crew> crew, internal::Ticket ticket, Unpack* unpack)
      : task_(std::move(crew), std::move(ticket)), unpack_(unpack) {}

  R result_by(futex::Deadline deadline) {
    const internal::Outcome& outcome = task_.outcome(deadline);
    if (outcome.error != nullptr) std::rethrow_exception(outcome.error);
    return unpack_(outcome);
  }

  internal::FutureTask task_;
  Unpack* unpack_ = nullptr;
};

}  // namespace mp
