// What Lock and RLock keep in shared memory: a robust mutex, and who holds it.
//
// Thread and process safety: every function may be called by anybody. Fork safety: a child holds nothing.
// Kill safety, and invariants:
//   1. The mutex alone decides who holds the lock; the kernel frees it when the holder dies.
//   2. `holder` and `depth` are written by the holder of the mutex only. `holder` is the caller when the caller holds the lock.
//      The converse can fail: a dead holder's id is given to a new thread some day; but then the mutex refuses the release.
//   3. Whoever gets the mutex of a dead holder starts with depth 1, whatever the dead left behind.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/futex/thread_id.h"
#include "runtime/hooks.h"

namespace mp::sync {

/// A thread that holds, or held, a lock.
struct Holder {
  pid_t process = 0;
  futex::ThreadId thread = futex::ThreadId::kNobody;
};

class LockState {
 public:
  using Outcome = futex::RobustMutex::Outcome;

  explicit LockState(futex::RobustMutex::Kind kind) : mutex_(kind) {}

  /// kOwnerDied never comes back: the caller holds the lock then as after kAcquired.
  Outcome acquire() { return settle(mutex_.lock()); }
  Outcome try_acquire() { return settle(mutex_.try_lock()); }
  Outcome acquire_until(futex::Deadline deadline) { return settle(mutex_.lock_until(deadline)); }

  /// Undoes one acquire; false: the caller does not hold the lock.
  bool release() noexcept {
    if (!held_by_caller()) return false;
    const std::uint32_t depth = depth_.load(std::memory_order_relaxed) - 1;
    depth_.store(depth, std::memory_order_relaxed);
    if (depth == 0) {
      hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
      holder_.store({}, std::memory_order_relaxed);
    }
    return mutex_.unlock();
  }

  /// Undoes all acquires and says how many those were, for acquire_again(). REQUIRES: the caller holds the lock.
  std::uint32_t release_wholly() noexcept {
    const std::uint32_t depth = depth_.load(std::memory_order_relaxed);
    for (std::uint32_t i = 0; i < depth; ++i) release();
    return depth;
  }
  void acquire_again(std::uint32_t depth) {
    for (std::uint32_t i = 0; i < depth; ++i) MP_CHECK(acquire() == Outcome::kAcquired);
  }

  /// See invariant 2: true for a new thread that has got a dead holder's id, too.
  bool held_by_caller() const noexcept { return owner() == futex::this_thread(); }
  /// As held_by_caller(), but the mutex itself is asked, and healed where its holder is dead. REQUIRES: Kind::kRecursive.
  bool surely_held_by_caller() noexcept {
    if (!held_by_caller() || try_acquire() != Outcome::kAcquired) return false;
    const bool held_before = depth_.load(std::memory_order_relaxed) > 1;
    release();
    return held_before;
  }
  /// Who holds it. A holder that has died counts until the next acquire.
  Holder holder() const noexcept { return holder_.load(std::memory_order_relaxed); }
  futex::ThreadId owner() const noexcept { return holder().thread; }
  bool held() const noexcept { return owner() != futex::ThreadId::kNobody; }
  /// How often it is held by its holder.
  std::uint32_t depth() const noexcept { return depth_.load(std::memory_order_relaxed); }
  /// Who died last with the lock; nothing in it when it died before it had written who it was. REQUIRES: recovered() > 0.
  Holder last_death() const noexcept { return last_death_.load(std::memory_order_relaxed); }
  /// How often a holder has died and the next acquire went on.
  std::uint32_t recovered() const noexcept { return recovered_.load(std::memory_order_acquire); }

  /// The end of the lock's life: lets go of it if the caller holds it. Returns whether its memory may be used again, which
  /// is not so while somebody else holds it (the kernel's list of what the holder holds leads through it).
  bool retire() noexcept {
    while (release()) {
    }
    const Outcome outcome = mutex_.try_lock();
    return (outcome == Outcome::kAcquired || outcome == Outcome::kOwnerDied) && mutex_.unlock();
  }

 private:
  Outcome settle(Outcome outcome) noexcept {
    if (outcome == Outcome::kAcquired) {
      const std::uint32_t depth = depth_.load(std::memory_order_relaxed) + 1;
      depth_.store(depth, std::memory_order_relaxed);
      if (depth == 1) take_possession(&hooks::Listener::acquired);
    } else if (outcome == Outcome::kOwnerDied) {
      last_death_.store(holder(), std::memory_order_relaxed);
      recovered_.store(recovered() + 1, std::memory_order_release);
      depth_.store(1, std::memory_order_relaxed);
      take_possession(&hooks::Listener::recovered);
      return Outcome::kAcquired;
    }
    return outcome;
  }
  void take_possession(void (hooks::Listener::*event)(const void*)) noexcept {
    holder_.store({.process = futex::this_process(), .thread = futex::this_thread()}, std::memory_order_relaxed);
    hooks::announce(event, static_cast<const void*>(this));
  }

  futex::RobustMutex mutex_;
  std::atomic<Holder> holder_{};  // one word, so that nobody sees the process of one and the thread of another
  std::atomic<std::uint32_t> depth_ = 0;
  std::atomic<std::uint32_t> recovered_ = 0;
  std::atomic<Holder> last_death_{};
  static_assert(std::atomic<Holder>::is_always_lock_free);
};

}  // namespace mp::sync
