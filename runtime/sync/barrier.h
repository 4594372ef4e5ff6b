// mp::Barrier, Python's multiprocessing.Barrier: all go on when all have come.
//
//   mp::Barrier barrier(3, [&] { step.value += 1; });          // the action is optional
//   for (...) { compute(); barrier.wait(); }                   // in three processes
//
// The last to come runs the action; then all pass, and the next round begins. When a party dies, does not come in time or
// calls abort(), or when the action throws, the barrier is broken: all who wait, and all who come later, get a BrokenBarrierError
// that says why, until somebody calls reset().
// Thread and process safety: every function may be called by anybody. Fork safety: a child has the same barrier and action.
// Kill safety: anybody may be killed at any instruction. A party that dies while it waits or runs the action breaks the barrier
// within about SequenceCondition::kLongestSleep, and the error names it; who dies before it came is only missed. A deadline
// holds also while another party runs a long action. barrier_state.h says why.
// Where it lives: the parties in the family's shared memory, the handle with the action in private memory; neither copied nor
// moved. Visible to whom: what any party did before wait() is seen by the action and by all after it. The hooks hear every party
// releasing and acquired, with the same address.
#pragma once

#include <chrono>
#include <optional>
#include <source_location>

#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/barrier_action.h"
#include "runtime/sync/barrier_state.h"

namespace mp {

class Barrier {
 public:
  using mp_shared_object = void;

  /// `timeout` is that of wait(). Throws ValueError when there are fewer than one `parties`, and MemoryError.
  explicit Barrier(int parties, sync::BarrierAction action = {}, std::optional<std::chrono::nanoseconds> timeout = {},
                   std::source_location created = std::source_location::current());

  /// Waits until all parties have come. Returns how many had come before: one party gets 0, and one parties() - 1.
  /// Throws BrokenBarrierError, and what the action throws in the party that runs it.
  int wait();
  /// Waits at most that long in place of the barrier's own timeout; then the barrier is broken.
  template <class Rep, class Period>
  int wait_for(const std::chrono::duration<Rep, Period>& timeout) {
    return wait_for_all(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  int wait_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return wait_for_all(futex::deadline_at(deadline));
  }

  /// Breaks the barrier: for a party that must give up.
  void abort() { state_->abort(); }
  /// Makes the barrier as new. Whoever waits gets a BrokenBarrierError.
  void reset() { state_->reset(); }

  int parties() const noexcept { return static_cast<int>(state_->parties()); }
  /// How many parties wait at this moment.
  int n_waiting() const { return static_cast<int>(state_->waiting()); }
  bool broken() const { return state_->broken(); }
  std::source_location created() const noexcept { return created_; }

 private:
  int wait_for_all(futex::Deadline deadline);
  void require_passed(sync::BarrierState::Breach breach) const;

  const memory::Placed<sync::BarrierState> state_;
  const sync::BarrierAction action_;
  const std::optional<std::chrono::nanoseconds> timeout_;
  const memory::CreatedAt created_;
};

}  // namespace mp
