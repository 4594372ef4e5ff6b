// mp::AsyncResult, Python's multiprocessing.pool.AsyncResult: the result of a task that a pool is still working on.
//
// Thread safety: every member may be called from several threads at once. Process safety: as of the Pool: its owner's.
// It may outlive its Pool, whose end decides the outcome of every task. A copy stands for the same task.
// Who waits also watches the pool's workers: there is no helper thread (crew.h).
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include "runtime/channel/archive.h"
#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/pool/crew.h"

namespace mp {

class Pool;

template <class R>
class AsyncResult {
 public:
  /// Waits for the result; a second call returns it again. Throws RemoteError if the task threw an exception, WorkerDied if its
  /// worker died, Error if the pool was terminated before. What the task did is visible to the caller.
  R get() {
    crew_->wait(ticket_, futex::kNever);
    return result();
  }
  /// Throws TimeoutError if the result does not come in that time; it may be asked for again.
  template <class Rep, class Period>
  R get(const std::chrono::duration<Rep, Period>& timeout) {
    if (!wait_for(timeout))
      throw TimeoutError("the result of the task did not come in the given time; ask again, or wait longer");
    return result();
  }

  /// Waits at most that long. True: get() does not wait.
  template <class Rep, class Period>
  bool wait_for(const std::chrono::duration<Rep, Period>& timeout) {
    return crew_->wait(ticket_, futex::deadline_after(timeout));
  }
  bool ready() { return wait_for(std::chrono::seconds(0)); }
  /// Whether get() returns rather than throws. Throws ValueError if the result is not ready().
  bool successful() {
    if (!ready()) throw ValueError("the task has not ended, so nobody knows whether it succeeds; wait for it first");
    return (*ticket_)->error == nullptr;
  }

 private:
  friend class Pool;
  AsyncResult(std::shared_ptr<internal::Crew> crew, internal::Ticket ticket)
      : crew_(std::move(crew)), ticket_(std::move(ticket)) {}

  /// REQUIRES: the task has its outcome, which nobody changes any more.
  R result() const {
    const internal::Outcome& outcome = **ticket_;
    if (outcome.error != nullptr) std::rethrow_exception(outcome.error);
    if constexpr (!std::is_void_v<R>) return archive::from_bytes<R>(outcome.result);
  }

  std::shared_ptr<internal::Crew> crew_;
  internal::Ticket ticket_;
};

}  // namespace mp
