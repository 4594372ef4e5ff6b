// How many of a queue's items are done with, and the wait until all are: what is under mp::JoinableQueue.
//
// Lives in shared memory. An item is unfinished from its put, which is one store to the ring's tail (byte_ring.h), to the call of
// done_one() for it. So there is no second count of what was put that a kill could leave behind the first.
// Thread and process safety: every function may be called by anybody. Fork safety: nothing is kept outside.
// Kill safety, and invariants:
//   1. `done` never passes what was put; both only grow, modulo 2^32, and differ by less than that.
//   2. A change of `done` is one instruction. Who is killed after it and before the wake leaves sleepers that look again after
//      kLongestSleep.
// Visible to whom: what was done before done_one() is seen after wait_for_all(). The hooks hear the one as releasing and the
// other, when it returns true, as acquired, with the count's address.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>

#include "runtime/futex/deadline.h"
#include "runtime/futex/sequence_condition.h"
#include "runtime/hooks.h"

namespace mp::channel {

class TaskCount {
 public:
  explicit TaskCount(std::uint32_t put_before) noexcept : done_(put_before) {}

  /// One more is done; false, and nothing changed, when all that `put()` counts already are.
  template <std::invocable Put>
  bool done_one(Put put) noexcept {
    std::uint32_t done = done_.load(std::memory_order_relaxed);
    do {
      if (done == put()) return false;
      hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
    } while (!done_.compare_exchange_weak(done, done + 1, std::memory_order_acq_rel));
    if (done + 1 == put()) all_done_.notify_all();
    return true;
  }

  /// How many of what `put()` counts are not done.
  template <std::invocable Put>
  std::uint32_t unfinished(Put put) const noexcept {
    const std::uint32_t done = done_.load(std::memory_order_acquire);  // first, so that it is never more than what was put
    return put() - done;
  }

  /// Waits for a moment at which all that was put is done.
  template <std::invocable Put>
  bool wait_for_all(Put put, futex::Deadline deadline) noexcept {
    const bool all = all_done_.try_until(deadline, [&] {
      // In this order: if the two are equal, they were so when the first was read, since neither goes back.
      const std::uint32_t done = done_.load(std::memory_order_acquire);
      return done == put();
    });
    if (all) hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(this));
    return all;
  }

 private:
  std::atomic<std::uint32_t> done_;
  futex::SequenceCondition all_done_;
};

}  // namespace mp::channel
