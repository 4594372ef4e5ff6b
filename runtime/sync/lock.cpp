#include "runtime/sync/lock.h"

#include <utility>

#include "runtime/sync/misuse.h"

namespace mp {

using Outcome = sync::LockState::Outcome;

Lock::Lock(std::source_location created) : state_(std::in_place, futex::RobustMutex::Kind::kChecked), created_(created) {}

void Lock::acquire() {
  if (state_->acquire() != Outcome::kAcquired) sync::throw_held_already("mp::Lock", created_);
}

bool Lock::try_acquire() { return state_->try_acquire() == Outcome::kAcquired; }

bool Lock::acquire_until(futex::Deadline deadline) {
  const Outcome outcome = state_->acquire_until(deadline);
  if (outcome == Outcome::kHeldByCaller) sync::throw_held_already("mp::Lock", created_);
  return outcome == Outcome::kAcquired;
}

void Lock::release() {
  if (!state_->release()) sync::throw_not_held("mp::Lock", *state_, created_);
}

}  // namespace mp
