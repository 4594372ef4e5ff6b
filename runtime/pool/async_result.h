// mp::AsyncResult, Python's multiprocessing.pool.AsyncResult: the result of a task, or of a map, that a pool is still working on.
//
// Thread safety: every member may be called from several threads at once. Process safety: as of the Pool: its owner's.
// It may outlive its Pool, whose end decides the outcome of every task. A copy stands for the same task.
// Who waits also watches the pool's workers: there is no helper thread (crew.h).
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/pool/batch.h"
#include "runtime/pool/crew.h"

namespace mp {

template <class Where>
class BasicPool;

template <class R>
class AsyncResult {
 public:
  /// Waits for the result; a second call returns it again. Throws RemoteError if the task threw an exception in a process, and
  /// the exception itself if in a thread; WorkerDied if its worker died, Error if the pool was terminated before. What the task
  /// did is visible to the caller.
  R get() {
    wait_until(futex::kNever);
    return result();
  }
  /// Throws TimeoutError if the result does not come in that time; it may be asked for again.
  template <class Rep, class Period>
  R get(const std::chrono::duration<Rep, Period>& timeout) {
    if (!wait_for(timeout))
      throw TimeoutError("the result of the task did not come in the given time; ask again, or wait longer");
    return result();
  }

  void wait() { wait_until(futex::kNever); }
  /// Waits at most that long. True: get() does not wait.
  template <class Rep, class Period>
  bool wait_for(const std::chrono::duration<Rep, Period>& timeout) {
    return wait_until(futex::deadline_after(timeout));
  }
  bool ready() { return wait_for(std::chrono::seconds(0)); }
  /// Whether get() returns rather than throws. Throws ValueError if the result is not ready().
  bool successful() {
    if (!ready()) throw ValueError("the task has not ended, so nobody knows whether it succeeds; wait for it first");
    return internal::first_error(batch_) == nullptr;
  }

 private:
  template <class Where>
  friend class BasicPool;

  AsyncResult(std::shared_ptr<internal::Crew> crew, internal::Batch batch, internal::Unpack<R>* unpack)
      : crew_(std::move(crew)), batch_(std::move(batch)), unpack_(unpack) {}

  bool wait_until(futex::Deadline deadline) { return crew_->wait_for_all(batch_.tickets, deadline); }

  /// REQUIRES: every task has its outcome, which nobody changes any more.
  R result() const {
    if (const std::exception_ptr error = internal::first_error(batch_)) std::rethrow_exception(error);
    return unpack_(batch_);
  }

  std::shared_ptr<internal::Crew> crew_;
  internal::Batch batch_;
  internal::Unpack<R>* unpack_;
};

}  // namespace mp
