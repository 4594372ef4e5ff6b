#include "runtime/sync/rlock.h"

#include <utility>

#include "runtime/hooks.h"
#include "runtime/sync/misuse.h"

namespace mp {

using Outcome = sync::LockState::Outcome;

RLock::RLock(std::source_location created)
    : own_(std::in_place, std::in_place, futex::RobustMutex::Kind::kRecursive), state_(**own_), created_(created) {
  hooks::announce(&hooks::Listener::created_lock, hooks::Region{&state_, sizeof state_, "mp::RLock", created});
}

RLock::RLock(sync::LockState& state, std::source_location created) : state_(state), created_(created) {
  hooks::announce(&hooks::Listener::created_lock, hooks::Region{&state_, sizeof state_, "mp::RLock", created});
}

void RLock::acquire(std::source_location here) { take(sync::AcquiredAt(here)); }

bool RLock::try_acquire(std::source_location here) { return state_.try_acquire(sync::AcquiredAt(here)) == Outcome::kAcquired; }

// Never inlined, so that their return addresses are in their callers: guards of the C++ library, or the functions in which these
// were inlined.

[[gnu::noinline]] void RLock::lock() { take(sync::AcquiredAt(__builtin_return_address(0))); }

[[gnu::noinline]] bool RLock::try_lock() {
  return state_.try_acquire(sync::AcquiredAt(__builtin_return_address(0))) == Outcome::kAcquired;
}

[[gnu::noinline]] bool RLock::lock_until(futex::Deadline deadline) {
  return acquire_until(deadline, sync::AcquiredAt(__builtin_return_address(0)));
}

void RLock::take(sync::AcquiredAt here) {
  if (state_.acquire(here) != Outcome::kAcquired) sync::throw_held_already("mp::Lock", created_);
}

bool RLock::acquire_until(futex::Deadline deadline, sync::AcquiredAt here) {
  const Outcome outcome = state_.acquire_until(deadline, here);
  if (outcome == Outcome::kHeldByCaller) sync::throw_held_already("mp::Lock", created_);
  return outcome == Outcome::kAcquired;
}

void RLock::release() {
  if (!state_.release()) sync::throw_not_held("mp::RLock", state_, created_);
}

}  // namespace mp
