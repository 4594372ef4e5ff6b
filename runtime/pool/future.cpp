#include "runtime/pool/future.h"

#include "runtime/error.h"

namespace mp::internal {

Crew& FutureTask::crew() const {
  if (crew_ != nullptr) return *crew_;
  throw InvalidStateError("this Future stands for no call, because no executor has made it: take the one that submit() returns");
}

const Outcome& FutureTask::outcome(futex::Deadline deadline) const {
  if (!is_done(deadline)) throw TimeoutError("the result of the call did not come in the given time; ask again, or wait longer");
  const Outcome& outcome = *ticket_->outcome;
  if (outcome.cancelled) std::rethrow_exception(outcome.error);
  return outcome;
}

}  // namespace mp::internal
