// A condition that processes wait for, which no death of a waiter or of a notifier can break.
//
// A pthread_cond_t in shared memory hangs for ever after two waiters were killed; this one keeps no list and no exact count.
// Lives in memory that is handed to it: one 32-bit word. Its upper 31 bits count notifications, its lowest bit says that
// somebody may be asleep.
//
//   for (;;) {                                    // the waiter; try_until() is this loop
//     const auto ticket = condition.prepare();
//     if (predicate()) break;                     // may take and give back any lock; the wait itself holds none
//     if (!condition.wait(ticket, deadline)) return false;
//   }
//   make_predicate_true(); condition.notify_one();   // the notifier
//
// Invariants:
//   1. A notification after prepare() changes the word, so wait() with that ticket does not sleep: none is lost.
//   2. Nobody sleeps while the lowest bit is 0: it is set before every sleep, and cleared only before a wake of all. So a
//      notifier that finds it 0 leaves the word alone, in the caches of all who look at it. A fence on either side puts its
//      change before its look at the bit, and the waiter's bit before its look at the predicate: one of them sees the other.
//   3. A bit that was left by the dead costs one system call, and is cleared by it.
//   4. A notifier may be killed between its change and notify, and a waiter between its waking and its work. Therefore nobody
//      sleeps longer than kLongestSleep at once: wait() then returns true, and the predicate is looked at again.
// The word comes back to the same value after 2^31 notifications; a waiter that stands still for that long between prepare()
// and wait() sleeps at most kLongestSleep too much.
#pragma once

#include <chrono>
#include <cstdint>

#include "runtime/futex/deadline.h"
#include "runtime/futex/full_fence.h"
#include "runtime/futex/futex_word.h"

namespace mp::futex {

class SequenceCondition {
 public:
  enum class Ticket : std::uint32_t {};

  static constexpr std::chrono::milliseconds kLongestSleep{100};

  /// Announces a wait. Whatever atomics the notifier changed before a notification that this ticket has missed are seen changed
  /// by the caller.
  Ticket prepare() noexcept;
  /// Returns false when the deadline has passed, and true when the predicate should be looked at again.
  bool wait(Ticket ticket, Deadline deadline) noexcept;

  /// Tries `attempt` until it succeeds or the deadline has passed. REQUIRES: a notification comes whenever it may succeed.
  template <class Attempt>
  bool try_until(Deadline deadline, Attempt attempt) {
    if (attempt()) return true;
    if (deadline == kNow) return false;
    for (;;) {
      const Ticket ticket = prepare();
      if (attempt()) return true;
      if (!wait(ticket, deadline)) return attempt();
    }
  }

  void notify_one() noexcept {
    if (somebody_may_miss_it()) wake_one();
  }
  void notify_all() noexcept {
    if (somebody_may_miss_it()) wake_all();
  }

  /// The lowest bit: somebody may be asleep, and a notification costs a system call.
  bool may_be_asleep() const noexcept { return (word_.value.load(std::memory_order_relaxed) & kMayBeAsleep) != 0; }

 private:
  static constexpr std::uint32_t kMayBeAsleep = 1;  // the lowest bit

  /// REQUIRES: what the waiters wait for is done (invariant 2).
  bool somebody_may_miss_it() const noexcept {
    full_fence();
    return may_be_asleep();
  }
  void wake_one() noexcept;
  void wake_all() noexcept;

  FutexWord word_;
};

}  // namespace mp::futex
