// What Barrier keeps in shared memory: who waits, and how far the parties have come.
//
// Thread and process safety: every function may be called by anybody. Fork safety: a child waits for nothing.
//
//   phase        what it means                              left by
//   kFilling     fewer than all parties wait                the last party: kActing
//   kActing      all wait, the last one runs the action     the last party: kPassing
//   kPassing     those who wait are told to go              whoever holds the mutex: kFilling
//   kBroken      who waits is told why, who comes also      reset(): kResetting
//   kResetting   those who wait are told to give up         whoever holds the mutex: kFilling
//   A death, a timeout, a failed action and abort() lead from kFilling and kActing to kBroken.
//
// Kill safety, and invariants:
//   1. Every step is one store to `phase`, under a robust mutex, after all that it relies on. Whoever has got the mutex calls
//      settle() first, which finishes what the phase began: telling is the same when it is done twice.
//   2. The mutex is never held while somebody waits or runs the action.
//   3. Each party has a place in the wait queue from its coming to its going, also who runs the action. A party that is dead
//      there breaks the barrier at the next settle(): every waiter calls it after SequenceCondition::kLongestSleep at the latest.
//   4. What a party has been told stays in its place, so a reset or a new round cannot take it back.
// Visible to whom: what any party did before it came is seen by the action, and what the action did by all who pass. The hooks
// hear every party releasing and acquired with the address of this.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/futex/sequence_condition.h"
#include "runtime/sync/wait_queue.h"

namespace mp::sync {

class BarrierState {
 public:
  enum class Reason : std::uint32_t { kNone, kAborted, kTimedOut, kReset, kActionFailed, kDeath };
  /// Why a party did not pass; of kNone, it did.
  struct Breach {
    Reason reason = Reason::kNone;
    pid_t dead = 0;  ///< of Reason::kDeath
  };
  /// A party between its coming and its going.
  struct Party {
    WaitQueue::Place& place;
    std::size_t index;  ///< how many had come before
    bool is_last;
  };

  explicit BarrierState(std::size_t parties) noexcept : parties_(parties) {}

  std::size_t parties() const noexcept { return parties_; }
  std::size_t waiting();
  bool broken();

  /// Takes a place among the parties. Waits, at most until `deadline`, while all are complete already and the action runs.
  /// Returns nothing, and writes why to `breach`, when the barrier is broken then.
  std::optional<Party> come(futex::Deadline deadline, Breach& breach);
  /// Waits until the last party lets all go. Until `deadline`; then the barrier is broken.
  Breach wait(const Party& party, futex::Deadline deadline);
  /// The last party lets all go, if nothing has broken the barrier during the action.
  Breach let_all_go(const Party& last);
  /// The last party's action has failed.
  void fail(const Party& last);

  void abort();
  void reset();

  bool retire() noexcept;

 private:
  enum class Phase : std::uint32_t { kFilling, kActing, kPassing, kBroken, kResetting };

  Phase phase() const noexcept { return phase_.load(std::memory_order_relaxed); }
  void set_phase(Phase phase) noexcept;
  void settle() noexcept;
  void break_because(Breach breach) noexcept;
  std::optional<Party> try_to_come(Breach& breach);
  Breach go(const Party& party) noexcept;

  const std::size_t parties_;
  futex::RobustMutex mutex_;
  WaitQueue queue_;
  futex::SequenceCondition next_round_;  // for those who come while the action runs
  std::atomic<Phase> phase_ = Phase::kFilling;
  std::atomic<WaitQueue::Turn> last_turn_{};  // of the last party; from kActing on
  std::atomic<WaitQueue::Message> breach_{};  // of kBroken
};

}  // namespace mp::sync
