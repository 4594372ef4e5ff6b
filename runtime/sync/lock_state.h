// What Lock and RLock keep in shared memory: a robust mutex, who holds it, and where that thread acquired it.
//
// Thread and process safety: every function may be called by anybody. Fork safety: a child holds nothing.
// Kill safety, and invariants:
//   1. The mutex alone decides who holds the lock; the kernel frees it when the holder dies.
//   2. `holder` and `depth` are written by the holder of the mutex only. `holder` is the caller when the caller holds the lock.
//      The converse can fail: a dead holder's id is given to a new thread some day; but then the mutex refuses the release.
//   3. Whoever gets the mutex of a dead holder starts with depth 1, whatever the dead left behind.
//   4. `acquired_at` is written before `holder`, and while `holder` is nobody. So a holder, dead or alive, is never seen with the
//      place of another; a thread that acquires the lock again just then may be seen with either of its own two places.
//   5. The n-th death is written to one of two places before `recovered` becomes n, and the other holds the one before. So
//      a reader that finds `recovered` unchanged has read who and where of one death.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/futex/thread_id.h"
#include "runtime/hooks.h"
#include "runtime/sync/acquired_at.h"
#include "runtime/trace.h"

namespace mp::sync {

/// A thread that holds, or held, a lock.
struct Holder {
  pid_t process = 0;
  futex::ThreadId thread = futex::ThreadId::kNobody;
  friend bool operator==(Holder, Holder) = default;
};

/// The same, and the place of its first acquire.
struct Owner : Holder {
  AcquiredAt where;

  /// What the process is called: "Process-1". Empty if that is not known (memory/process_names.h).
  std::string name() const;
};

class LockState {
 public:
  using Outcome = futex::RobustMutex::Outcome;

  explicit LockState(futex::RobustMutex::Kind kind) : mutex_(kind) {}

  // An acquire and a release that nobody disturbs are one function each, with libc's: calls would cost as much as the rest.

  /// kOwnerDied never comes back: the caller holds the lock then as after kAcquired.
  [[gnu::always_inline]] Outcome acquire(AcquiredAt here = {}) {
    if (!is_watched()) [[likely]]
      return settle<kUnwatched>(mutex_.lock(), here);
    if (const auto outcome = try_if_traced()) return settle(*outcome, here);
    return settle(hooks::is_heard() ? lock_and_tell() : mutex_.lock(), here);
  }
  Outcome try_acquire(AcquiredAt here = {}) { return settle(mutex_.try_lock(), here); }
  Outcome acquire_until(futex::Deadline deadline, AcquiredAt here = {}) {
    if (const auto outcome = try_if_traced()) return settle(*outcome, here);
    return settle(mutex_.lock_until(deadline), here);
  }

  /// Undoes one acquire; false: the caller does not hold the lock.
  [[gnu::always_inline]] bool release() noexcept {
    if (!held_by_caller()) return false;
    const std::uint32_t depth = depth_.load(std::memory_order_relaxed) - 1;
    depth_.store(depth, std::memory_order_relaxed);
    if (depth == 0) {
      if (is_watched()) [[unlikely]] {
        hooks::announce(&hooks::Listener::unlocking, static_cast<const void*>(this));
        trace::tell(trace::Kind::kLockReleased, this);
      }
      holder_.store({}, std::memory_order_release);
    }
    return mutex_.unlock();
  }

  /// What release_wholly() gave up, for acquire_again().
  struct Held {
    std::uint32_t depth;
    AcquiredAt where;
  };
  /// Undoes all acquires. REQUIRES: the caller holds the lock.
  Held release_wholly() noexcept {
    const Held held{depth_.load(std::memory_order_relaxed), acquired_at_.load(std::memory_order_relaxed)};
    for (std::uint32_t i = 0; i < held.depth; ++i) release();
    return held;
  }
  void acquire_again(Held held) {
    for (std::uint32_t i = 0; i < held.depth; ++i) MP_CHECK(acquire(held.where) == Outcome::kAcquired);
  }

  /// See invariant 2: true for a new thread that has got a dead holder's id, too.
  bool held_by_caller() const noexcept { return holder().thread == futex::this_thread(); }
  /// As held_by_caller(), but the mutex itself is asked, and healed where its holder is dead. REQUIRES: Kind::kRecursive.
  bool surely_held_by_caller() noexcept {
    if (!held_by_caller() || try_acquire() != Outcome::kAcquired) return false;
    const bool held_before = depth_.load(std::memory_order_relaxed) > 1;
    release();
    return held_before;
  }
  /// Who holds it, or zeros. A holder that has died counts until the next acquire.
  Holder holder() const noexcept { return holder_.load(std::memory_order_relaxed); }
  bool held() const noexcept { return holder().process != 0; }
  /// The same with the place.
  std::optional<Owner> owner() const noexcept;
  /// How often it is held by its holder.
  std::uint32_t depth() const noexcept { return depth_.load(std::memory_order_relaxed); }
  /// Who died last with the lock; zeros in it when it died before it had written who it was. Nothing if nobody has.
  std::optional<Owner> last_death() const noexcept;
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
  enum Watched { kUnwatched, kPerhapsWatched };

  /// Whether anybody wants to know of what happens: one branch for both, on the way of those whom nobody disturbs.
  static bool is_watched() noexcept { return (static_cast<int>(hooks::is_heard()) | static_cast<int>(trace::is_on())) != 0; }

  /// With a listener of the trace, who will have to wait is found by trying, and told of. Nothing: the mutex is still to be
  /// locked.
  std::optional<Outcome> try_if_traced() {
    if (!trace::is_on()) [[likely]]
      return std::nullopt;
    const Outcome outcome = mutex_.try_lock();
    if (outcome != Outcome::kNotAcquired) return outcome;
    trace::tell(trace::Kind::kLockContended, this);
    return std::nullopt;
  }
  /// With a listener, whoever has to wait says so, and goes on saying it.
  [[gnu::noinline]] Outcome lock_and_tell() {
    hooks::announce(&hooks::Listener::locking, static_cast<const void*>(this));
    Outcome outcome = mutex_.try_lock();
    if (outcome != Outcome::kNotAcquired) return outcome;
    while (outcome == Outcome::kNotAcquired) {
      hooks::announce(&hooks::Listener::waits, static_cast<const void*>(this));
      outcome = mutex_.lock_until(futex::deadline_after(hooks::kBetweenWords));
    }
    hooks::announce(&hooks::Listener::waits_no_more);
    return outcome;
  }
  template <Watched watched = kPerhapsWatched>
  [[gnu::always_inline]] Outcome settle(Outcome outcome, AcquiredAt here) noexcept {
    if (outcome == Outcome::kAcquired) {
      const std::uint32_t depth = depth_.load(std::memory_order_relaxed) + 1;
      depth_.store(depth, std::memory_order_relaxed);
      if (depth == 1) take_possession<watched>(here, &hooks::Listener::locked);
    } else if (outcome == Outcome::kOwnerDied) {
      write_down_death();
      depth_.store(1, std::memory_order_relaxed);
      take_possession<watched>(here, &hooks::Listener::recovered);
      return Outcome::kAcquired;
    }
    return outcome;
  }
  template <Watched watched>
  [[gnu::always_inline]] void take_possession(AcquiredAt here, void (hooks::Listener::*event)(const void*)) noexcept {
    acquired_at_.store(here, std::memory_order_release);
    holder_.store({.process = futex::this_process(), .thread = futex::this_thread()}, std::memory_order_release);
    if (watched == kUnwatched) return;
    hooks::announce(event, static_cast<const void*>(this));
    trace::tell(trace::Kind::kLockAcquired, this);
  }
  void write_down_death() noexcept;

  struct Death {
    std::atomic<Holder> who{};
    std::atomic<AcquiredAt> where{};
  };

  futex::RobustMutex mutex_;
  std::atomic<Holder> holder_{};  // one word, so that nobody sees the process of one and the thread of another
  std::atomic<AcquiredAt> acquired_at_{};
  std::atomic<std::uint32_t> depth_ = 0;
  std::atomic<std::uint32_t> recovered_ = 0;
  std::array<Death, 2> deaths_{};  // by `recovered`, modulo 2
  static_assert(std::atomic<Holder>::is_always_lock_free && std::atomic<AcquiredAt>::is_always_lock_free);
};

}  // namespace mp::sync
