#include "runtime/connection/fork_aware_lock.h"

#include <pthread.h>

#include <atomic>
#include <cstdint>

#include "runtime/error.h"

namespace mp::connection {

namespace {

constexpr std::uint32_t kWaited = std::uint32_t{1} << 31;

constinit std::uint32_t generation = 1;  // written only where one thread exists

// Before main, where nothing forks yet.
const int registered = pthread_atfork(nullptr, nullptr, [] { ++generation; });

}  // namespace

ForkAwareLock::Outcome ForkAwareLock::lock_until(futex::Deadline deadline) noexcept {
  MP_CHECK(registered == 0);
  const std::uint32_t self = generation;
  std::uint32_t taken = self;  // what a success writes; a waiter cannot know whether it was the only one
  std::uint32_t seen = 0;
  bool timed_out = false;
  while (!word_.value.compare_exchange_weak(seen, taken, std::memory_order_acquire, std::memory_order_relaxed)) {
    if ((seen & ~kWaited) != self) continue;  // free, or left by an ancestor: tried again from what was seen
    if (timed_out) return Outcome::kNotAcquired;
    taken = self | kWaited;
    if (seen == taken || word_.value.compare_exchange_weak(seen, taken, std::memory_order_relaxed)) {
      timed_out = word_.wait(taken, deadline) == futex::FutexWord::Wait::kTimedOut;
    }
    seen = 0;
  }
  return seen == 0 ? Outcome::kAcquired : Outcome::kInherited;
}

void ForkAwareLock::unlock() noexcept {
  if ((word_.value.exchange(0, std::memory_order_release) & kWaited) != 0) word_.wake(1);
}

}  // namespace mp::connection
