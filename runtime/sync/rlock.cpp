#include "runtime/sync/rlock.h"

#include <utility>

#include "runtime/sync/misuse.h"

namespace mp {

using Outcome = sync::LockState::Outcome;

RLock::RLock(std::source_location created)
    : own_(std::in_place, std::in_place, futex::RobustMutex::Kind::kRecursive), state_(**own_), created_(created) {}

RLock::RLock(sync::LockState& state, std::source_location created) : state_(state), created_(created) {}

void RLock::acquire() {
  if (state_.acquire() != Outcome::kAcquired) sync::throw_held_already("mp::Lock", created_);
}

bool RLock::try_acquire() { return state_.try_acquire() == Outcome::kAcquired; }

bool RLock::acquire_until(futex::Deadline deadline) {
  const Outcome outcome = state_.acquire_until(deadline);
  if (outcome == Outcome::kHeldByCaller) sync::throw_held_already("mp::Lock", created_);
  return outcome == Outcome::kAcquired;
}

void RLock::release() {
  if (!state_.release()) sync::throw_not_held("mp::RLock", state_, created_);
}

}  // namespace mp
