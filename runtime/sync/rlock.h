// mp::RLock, Python's multiprocessing.RLock: its holder may acquire it again, and releases it as often.
//
// Everything else is as with Lock: the holder is a thread, only the holder may release, a dead holder's lock goes to the next
// acquire with all its depth undone, the state is in shared memory. The hooks hear the first acquire and the last release.
// It carries no annotations for -Wthread-safety: Clang 19 takes every second acquire for a mistake.
#pragma once

#include <chrono>
#include <optional>
#include <source_location>

#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/acquired_at.h"
#include "runtime/sync/lock_state.h"

namespace mp {

namespace sync {
class GivenLock;
}

class RLock {
 public:
  using mp_shared_object = void;

  /// Throws MemoryError.
  explicit RLock(std::source_location created = std::source_location::current());
  /// On a state that somebody else has placed and will retire. REQUIRES: it outlives the RLock. On the state of an mp::Lock
  /// (Kind::kChecked) a second acquire throws ValueError, as it does there.
  RLock(sync::LockState& state, std::source_location created);
  RLock(const RLock&) = delete;
  RLock& operator=(const RLock&) = delete;

  /// Waits until no other thread holds the lock and takes it.
  void acquire(std::source_location here = std::source_location::current());
  [[nodiscard]] bool try_acquire(std::source_location here = std::source_location::current());
  /// Waits at most that long; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] bool acquire_for(const std::chrono::duration<Rep, Period>& timeout,
                                 std::source_location here = std::source_location::current()) {
    return acquire_until(futex::deadline_after(timeout), sync::AcquiredAt(here));
  }
  /// Undoes one acquire. Throws ValueError when the caller does not hold the lock.
  void release();

  /// Somebody holds it at this moment. A holder that has died counts until the next acquire.
  bool locked() const noexcept { return state_.held(); }
  /// Who holds it at this moment, if anybody does, and where it was acquired (acquired_at.h).
  std::optional<sync::Owner> owner() const noexcept { return state_.owner(); }
  /// How often its holder holds it.
  unsigned count() const noexcept { return locked() ? state_.depth() : 0; }
  /// How often a holder has died with the lock.
  unsigned owner_deaths() const noexcept { return state_.recovered(); }
  /// Who died with the lock last, if anybody has: process and thread, or zeros where it died in the act of acquiring; its name;
  /// and where it had acquired the lock.
  std::optional<sync::Owner> last_owner_death() const noexcept { return state_.last_death(); }
  std::source_location created() const noexcept { return created_; }

  void lock();
  void unlock() { release(); }
  [[nodiscard]] bool try_lock();
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& timeout) {
    return lock_until(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return lock_until(futex::deadline_at(deadline));
  }

 private:
  friend class Condition;        // waits on the state
  friend class sync::GivenLock;  // hands it on
  void take(sync::AcquiredAt here);
  bool acquire_until(futex::Deadline deadline, sync::AcquiredAt here);
  bool lock_until(futex::Deadline deadline);

  std::optional<memory::Placed<sync::LockState>> own_;
  sync::LockState& state_;
  const memory::CreatedAt created_;
};

}  // namespace mp
