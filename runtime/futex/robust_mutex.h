// A mutex for memory that processes share, which outlives its owner: when the owner dies with it, the next one gets it.
//
// A process-shared, robust pthread mutex, and nothing else. Lives in memory that is handed to it.
// Thread and process safety: every function may be called by anybody at any time. Fork safety: a child of fork() holds
// nothing; what its parent's threads hold stays theirs.
// Kill safety: whoever dies with the mutex, by signal or by the end of its thread, leaves it to the next caller, who is told
// by Outcome::kOwnerDied and holds it then like any other owner. What the mutex guards may be half done: the caller's affair.
// The kernel follows 2048 mutexes of one thread (ROBUST_LIST_LIMIT); what a thread that dies holds beyond them stays locked.
// Visible to whom: what was written before unlock(), or before the owner died, is seen after the next successful lock.
#pragma once

#include <pthread.h>

#include <cerrno>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/futex/held_mutexes.h"

namespace mp::futex {

class RobustMutex {
 public:
  enum class Kind {
    kPlain,      ///< the owner that locks again waits for ever
    kChecked,    ///< the owner that locks again is told so: Outcome::kHeldByCaller
    kRecursive,  ///< the owner may lock again, and unlocks as often
  };
  enum class Outcome {
    kAcquired,      ///< the caller holds the mutex
    kOwnerDied,     ///< the caller holds the mutex, and the owner before it has died with it
    kNotAcquired,   ///< try_lock: somebody else holds it; lock_until: the deadline has passed
    kHeldByCaller,  ///< only of Kind::kChecked: the caller has it already, and waiting would never end
  };

  /// Throws OSError when the system has no robust mutexes.
  explicit RobustMutex(Kind kind = Kind::kPlain);
  /// REQUIRES: nobody holds it or waits for it.
  ~RobustMutex();
  RobustMutex(const RobustMutex&) = delete;
  RobustMutex& operator=(const RobustMutex&) = delete;

  [[nodiscard]] Outcome lock() { return settle(pthread_mutex_lock(&mutex_)); }
  [[nodiscard]] Outcome try_lock() { return settle(pthread_mutex_trylock(&mutex_)); }
  [[nodiscard]] Outcome lock_until(Deadline deadline) { return deadline == kNever ? lock() : timed_lock(deadline); }
  /// Returns false when the caller does not hold it.
  bool unlock() noexcept {
    if constexpr (held_mutexes::kNeeded) held_mutexes::note_unlocked(&mutex_);
    const int error = pthread_mutex_unlock(&mutex_);
    MP_CHECK(error == 0 || error == EPERM);
    return error == 0;
  }

 private:
  Outcome timed_lock(Deadline deadline);
  Outcome settle(int error) {
    const Outcome outcome = error == 0 ? Outcome::kAcquired : settle_error(error);
    if constexpr (held_mutexes::kNeeded) {
      if (outcome == Outcome::kAcquired || outcome == Outcome::kOwnerDied) held_mutexes::note_locked(&mutex_);
    }
    return outcome;
  }
  Outcome settle_error(int error);

  pthread_mutex_t mutex_;
};

/// Holds a mutex for a scope: RobustGuard guard(mutex); if (guard.owner_died()) ...
/// With a deadline it may fail to get it: RobustGuard guard(mutex, deadline); if (!guard.held()) ...
class RobustGuard {
 public:
  explicit RobustGuard(RobustMutex& mutex, Deadline deadline = kNever) : mutex_(mutex), outcome_(mutex.lock_until(deadline)) {}
  ~RobustGuard() {
    if (held()) MP_CHECK(mutex_.unlock());
  }
  RobustGuard(const RobustGuard&) = delete;
  RobustGuard& operator=(const RobustGuard&) = delete;

  bool held() const noexcept { return outcome_ != RobustMutex::Outcome::kNotAcquired; }
  bool owner_died() const noexcept { return outcome_ == RobustMutex::Outcome::kOwnerDied; }

 private:
  RobustMutex& mutex_;
  const RobustMutex::Outcome outcome_;
};

}  // namespace mp::futex
