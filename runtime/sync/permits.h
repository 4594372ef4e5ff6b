// A number of permits, in shared memory: what is under Semaphore and BoundedSemaphore.
//
// Thread and process safety: every function may be called by anybody. Fork safety: nothing is kept outside.
// Kill safety, and invariants:
//   1. `left` is the whole truth, and every change of it is one instruction: a kill comes before it or after it.
//   2. Whoever dies between giving permits back and the notification leaves sleepers that look again by themselves
//      (sequence_condition.h, invariant 4).
// Visible to whom: what was done before a permit was given back is seen by whoever takes one after that. The hooks hear
// releasing and acquired with the address of the Permits.
#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/futex/deadline.h"
#include "runtime/futex/sequence_condition.h"

namespace mp::sync {

class Permits {
 public:
  explicit Permits(std::uint32_t number) noexcept : left_(number) {}

  /// Takes one permit; false when there was none until the deadline.
  bool take(futex::Deadline deadline) noexcept;
  /// Adds `number`; false, and nothing is changed, when there would be more than `bound`.
  bool give_back(std::uint32_t number, std::uint32_t bound) noexcept;
  std::uint32_t left() const noexcept { return left_.load(std::memory_order_relaxed); }

 private:
  bool try_take() noexcept;

  std::atomic<std::uint32_t> left_;
  futex::SequenceCondition given_back_;
};

}  // namespace mp::sync
