// mp::Event, Python's multiprocessing.Event: a flag that processes wait for.
//
//   mp::Event ready;
//   ready.wait();                       // in one process
//   data = 42;  ready.set();            // in another: everybody who waits goes on, now and later, until clear()
//
// Thread and process safety: every function may be called by anybody. Fork safety: a child has the same event.
// Kill safety, and invariants of the one 32-bit word:
//   1. The lowest bit is the flag; the bits above count the calls of set(). Each change is one instruction.
//   2. A waiter goes on when the flag is set or the count has moved since it began: a set() that a clear() follows at once
//      wakes all who waited before it.
//   3. The word keeps nothing about waiters, so their death changes nothing. Who sets may die before it wakes the sleepers: they
//      look again after kLongestSleep at the latest.
// The count comes back to the same value after 2^31 calls of set(); a waiter that stands still for exactly so long may miss them.
// Where it lives: the word in the family's shared memory, the handle in private memory; neither copied nor moved.
// Visible to whom: what was done before set() is seen by whoever finds the event set. The hooks hear releasing at set(), and
// acquired whenever wait() or is_set() returns true, with the word's address.
#pragma once

#include <chrono>
#include <source_location>

#include "runtime/futex/deadline.h"
#include "runtime/futex/futex_word.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"

namespace mp {

class Event {
 public:
  using mp_shared_object = void;

  /// It is not set. Throws MemoryError.
  explicit Event(std::source_location created = std::source_location::current()) : word_(std::in_place), created_(created) {}

  bool is_set() const noexcept;
  /// Everybody who waits goes on, and nobody has to wait until clear().
  void set() noexcept;
  void clear() noexcept;

  /// Waits until the event is set.
  void wait() const noexcept { wait_for_set(futex::kNever); }
  /// Waits at most that long; a negative time is none. Returns whether the event was set.
  template <class Rep, class Period>
  bool wait_for(const std::chrono::duration<Rep, Period>& timeout) const noexcept {
    return wait_for_set(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  bool wait_until(const std::chrono::time_point<Clock, Duration>& deadline) const noexcept {
    return wait_for_set(futex::deadline_at(deadline));
  }

  std::source_location created() const noexcept { return created_; }

 private:
  bool wait_for_set(futex::Deadline deadline) const noexcept;

  const memory::Placed<futex::FutexWord> word_;
  const memory::CreatedAt created_;
};

}  // namespace mp
