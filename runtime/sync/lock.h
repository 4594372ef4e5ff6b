// mp::Lock, Python's multiprocessing.Lock: one holder among all threads of all processes of the family.
//
//   mp::Lock lock;
//   lock.acquire();  v.value += num;  lock.release();          // Python's words
//   { std::lock_guard guard(lock);  v.value += num; }          // C++'s words; also std::unique_lock, std::scoped_lock
//
// The holder is a thread. Only the holder may release (Python lets anybody; here it is an error that says so), and a
// holder that acquires again gets an error instead of waiting for itself for ever.
// Thread and process safety: every function may be called by anybody. Fork safety: a child of the holder does not hold it.
// Kill safety: when a holder dies, the next acquire gets the lock; owner_deaths() counts how often, and last_owner_death() says
// who it was and where it had acquired the lock. What the dead was changing may be half done. Where it lives: the state in the
// family's shared memory, the handle in private memory; neither copied nor moved. Visible to whom: what was written before
// release() is seen by the next acquire() of any process. The hooks hear acquired and releasing with the state's address, while
// the lock is held.
#pragma once

#include <chrono>
#include <optional>
#include <source_location>

#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/acquired_at.h"
#include "runtime/sync/annotations.h"
#include "runtime/sync/lock_state.h"

namespace mp {

namespace sync {
class GivenLock;
}

class MP_CAPABILITY("mp::Lock") Lock {
 public:
  using mp_shared_object = void;

  /// Throws MemoryError.
  explicit Lock(std::source_location created = std::source_location::current());

  /// Waits until the lock is free and takes it. Throws ValueError when the caller holds it already.
  void acquire(std::source_location here = std::source_location::current()) MP_ACQUIRE();
  /// Takes the lock if it is free now.
  [[nodiscard]] bool try_acquire(std::source_location here = std::source_location::current()) MP_TRY_ACQUIRE(true);
  /// Waits at most that long; a negative time is none. Throws ValueError when the caller holds the lock already.
  template <class Rep, class Period>
  [[nodiscard]] bool acquire_for(const std::chrono::duration<Rep, Period>& timeout,
                                 std::source_location here = std::source_location::current()) MP_TRY_ACQUIRE(true) {
    return acquire_until(futex::deadline_after(timeout), sync::AcquiredAt(here));
  }
  /// Throws ValueError when the caller does not hold the lock.
  void release() MP_RELEASE();

  /// Somebody holds it at this moment. A holder that has died counts until the next acquire.
  bool locked() const noexcept { return state_->held(); }
  /// Who holds it at this moment, if anybody does, and where it was acquired (acquired_at.h).
  std::optional<sync::Owner> owner() const noexcept { return state_->owner(); }
  /// How often a holder has died with the lock.
  unsigned owner_deaths() const noexcept { return state_->recovered(); }
  /// Who died with the lock last, if anybody has: process and thread, or zeros where it died in the act of acquiring; its name;
  /// and where it had acquired the lock.
  std::optional<sync::Owner> last_owner_death() const noexcept { return state_->last_death(); }
  std::source_location created() const noexcept { return created_; }

  void lock() MP_ACQUIRE();
  void unlock() MP_RELEASE() { release(); }
  [[nodiscard]] bool try_lock() MP_TRY_ACQUIRE(true);
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& timeout) MP_TRY_ACQUIRE(true) {
    return lock_until(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& deadline) MP_TRY_ACQUIRE(true) {
    return lock_until(futex::deadline_at(deadline));
  }

 private:
  friend class Condition;        // waits on the state
  friend class sync::GivenLock;  // hands it on
  void take(sync::AcquiredAt here);
  bool acquire_until(futex::Deadline deadline, sync::AcquiredAt here);
  bool lock_until(futex::Deadline deadline);

  const memory::Placed<sync::LockState> state_;
  const memory::CreatedAt created_;
};

}  // namespace mp
