#include "runtime/sync/condition.h"

#include <limits>
#include <utility>

#include "runtime/sync/misuse.h"

namespace mp {

namespace {

using Outcome = sync::LockState::Outcome;

constexpr sync::WaitQueue::Message kNotified{0};

}  // namespace

Condition::Condition(std::source_location created)
    : own_(std::in_place, std::in_place, futex::RobustMutex::Kind::kRecursive),
      lock_(**own_),
      waiters_(std::in_place),
      created_(created) {}

Condition::Condition(Lock& lock, std::source_location created)
    : lock_(*lock.state_), waiters_(std::in_place), created_(created) {}

Condition::Condition(RLock& lock, std::source_location created)
    : lock_(lock.state_), waiters_(std::in_place), created_(created) {}

void Condition::acquire(std::source_location here) { take(sync::AcquiredAt(here)); }

bool Condition::try_acquire(std::source_location here) { return lock_.try_acquire(sync::AcquiredAt(here)) == Outcome::kAcquired; }

[[gnu::noinline]] void Condition::lock() { take(sync::AcquiredAt(__builtin_return_address(0))); }

[[gnu::noinline]] bool Condition::try_lock() {
  return lock_.try_acquire(sync::AcquiredAt(__builtin_return_address(0))) == Outcome::kAcquired;
}

void Condition::take(sync::AcquiredAt here) {
  if (lock_.acquire(here) != Outcome::kAcquired) sync::throw_held_already("mp::Condition", created_);
}

bool Condition::acquire_lock_until(futex::Deadline deadline, sync::AcquiredAt here) {
  const Outcome outcome = lock_.acquire_until(deadline, here);
  if (outcome == Outcome::kHeldByCaller) sync::throw_held_already("mp::Condition", created_);
  return outcome == Outcome::kAcquired;
}

void Condition::release() {
  if (!lock_.release()) sync::throw_not_held("mp::Condition", lock_, created_);
}

void Condition::require_lock(const char* function) const {
  if (!lock_.held_by_caller()) sync::throw_not_under_lock(function, lock_, created_);
}

bool Condition::wait_for_notification(futex::Deadline deadline) {
  require_lock("wait()");
  sync::WaitQueue::Place& place = waiters_->enter();
  const sync::LockState::Held held = lock_.release_wholly();
  place.wait(deadline);
  lock_.acquire_again(held);
  // Decided under the lock: a notification that came after the deadline counts, so it is not lost to the others.
  const bool notified = place.told().has_value();
  waiters_->leave(place);
  return notified;
}

void Condition::notify(int n) {
  require_lock("notify()");
  if (n > 0) waiters_->tell(static_cast<std::size_t>(n), kNotified);
}

void Condition::notify_all() {
  require_lock("notify_all()");
  waiters_->tell(std::numeric_limits<std::size_t>::max(), kNotified);
}

}  // namespace mp
