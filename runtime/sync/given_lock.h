// A lock that the user has made and hands to another object, which locks it too: an mp::Lock or an mp::RLock.
//
//   mp::Lock lock;
//   mp::Value<int> a(0, lock), b(0, lock);        // one lock for both
//
// Keeps the address of the lock's state, nothing of the handle. REQUIRES: the given lock outlives the object that it is given to.
// Thread, process, fork and kill safety: as the lock's.
#pragma once

#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"

namespace mp::sync {

class GivenLock {
 public:
  GivenLock(Lock& lock) noexcept : state_(*lock.state_) {}
  GivenLock(RLock& lock) noexcept : state_(lock.state_) {}

  LockState& state() const noexcept { return state_; }

 private:
  LockState& state_;
};

}  // namespace mp::sync
