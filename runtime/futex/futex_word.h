// One 32-bit word that threads of any process can wait on.
//
// Lives in memory that is handed to it; the word and its waiters are found through the memory, so processes that share the
// memory share the word (shared futexes, never the private ones that std::atomic::wait uses).
// Thread and process safety: every function may be called by anybody at any time. Fork safety: nothing is kept outside the word.
// Kill safety: the kernel forgets a waiter that dies; the word keeps nothing about waiters.
// Visible to whom: wait() and wake() order nothing by themselves; the caller's loads and stores of `value` do.
#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/futex/deadline.h"

namespace mp::futex {

class FutexWord {
 public:
  enum class Wait {
    kLookAgain,  ///< woken, or the word had another value already, or for no reason at all
    kTimedOut,   ///< the deadline has passed
  };

  explicit FutexWord(std::uint32_t initial = 0) noexcept : value(initial) {}
  FutexWord(const FutexWord&) = delete;
  FutexWord& operator=(const FutexWord&) = delete;

  /// Sleeps while the word is `expected`, at most until `deadline`. Signals do not end the sleep.
  Wait wait(std::uint32_t expected, Deadline deadline) noexcept;

  /// Wakes up to `count` waiters of all processes; returns how many were asleep.
  int wake(int count) noexcept;
  int wake_all() noexcept;

  std::atomic<std::uint32_t> value;
};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free && sizeof(FutexWord) == 4);

}  // namespace mp::futex
