#include "runtime/sync/lock.h"

#include <utility>

#include "runtime/hooks.h"
#include "runtime/sync/misuse.h"

namespace mp {

using Outcome = sync::LockState::Outcome;

Lock::Lock(std::source_location created) : state_(std::in_place, futex::RobustMutex::Kind::kChecked), created_(created) {
  hooks::announce(&hooks::Listener::created_lock, hooks::Region{&*state_, sizeof *state_, "mp::Lock", created});
}

[[gnu::always_inline]] inline void Lock::take(sync::AcquiredAt here) {
  if (state_->acquire(here) != Outcome::kAcquired) [[unlikely]]
    sync::throw_held_already("mp::Lock", created_);
}

void Lock::acquire(std::source_location here) { take(sync::AcquiredAt(here)); }

bool Lock::try_acquire(std::source_location here) { return state_->try_acquire(sync::AcquiredAt(here)) == Outcome::kAcquired; }

// Never inlined, so that their return addresses are in their callers: guards of the C++ library, or the functions in which these
// were inlined.

[[gnu::noinline]] void Lock::lock() { take(sync::AcquiredAt(__builtin_return_address(0))); }

[[gnu::noinline]] bool Lock::try_lock() {
  return state_->try_acquire(sync::AcquiredAt(__builtin_return_address(0))) == Outcome::kAcquired;
}

[[gnu::noinline]] bool Lock::lock_until(futex::Deadline deadline) {
  return acquire_until(deadline, sync::AcquiredAt(__builtin_return_address(0)));
}

bool Lock::acquire_until(futex::Deadline deadline, sync::AcquiredAt here) {
  const Outcome outcome = state_->acquire_until(deadline, here);
  if (outcome == Outcome::kHeldByCaller) sync::throw_held_already("mp::Lock", created_);
  return outcome == Outcome::kAcquired;
}

void Lock::release() {
  if (!state_->release()) [[unlikely]]
    sync::throw_not_held("mp::Lock", *state_, created_);
}

}  // namespace mp
