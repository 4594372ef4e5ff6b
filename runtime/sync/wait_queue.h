// Those who wait, first in first out, and which of them have died: what is under Condition and Barrier.
//
// Each waiter has a place: a robust mutex that it holds from enter() to leave(), and a futex word that it sleeps on. So the
// kernel tells the living from the dead: whoever can take a place's mutex knows that nobody is there.
//
//   Place& place = queue.enter();  guard.unlock();             // the waiter; `guard` is the lock of the queue's owner
//   place.wait(deadline);  guard.lock();
//   const auto message = place.told();  queue.leave(place);    // nothing: the deadline has passed
//   queue.tell(1, message);                                    // who notifies, under the same lock
//
// Lives in shared memory, its places in the arena. Thread and process safety: none of its own but for Place::wait and told; the
// caller holds one robust lock, always the same, around every other call. Fork safety: a child is in no place.
// Kill safety: anybody may be killed at any instruction, the holder of that lock too, and the next holder goes on without repair.
//   1. The places form a list that only grows. A place is made unseen and linked by one store; it stays a place until the
//      queue's end, so the kernel never finds anything else in the memory of a mutex that somebody died with.
//   2. A place is taken iff its mutex is held. Its word says what its last waiter was last: absent, waiting, or told a message.
//   3. Waiting with a free mutex is dead. A message goes to the living only, by one store; its receiver may die with it.
//   4. Whoever tells may die before it wakes: sleepers look again after SequenceCondition::kLongestSleep.
// Visible to whom: what was done before tell() is seen by the waiter that it told. No hooks: the lock around announces itself.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/futex/deadline.h"
#include "runtime/futex/futex_word.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/memory/offset.h"

namespace mp::sync {

class WaitQueue {
 public:
  /// What a waiter is told; its meaning is the owner's of the queue. REQUIRES: below 2^32 - 2.
  enum class Message : std::uint32_t {};
  /// The order in which waiters came; grows with every enter().
  enum class Turn : std::uint64_t {};

  class Place {
   public:
    /// Sleeps until the waiter has been told something, at most until `deadline`.
    void wait(futex::Deadline deadline) noexcept;
    /// As wait(), but returns after SequenceCondition::kLongestSleep at the latest, so that the waiter can look at the others.
    void doze(futex::Deadline deadline) noexcept;
    /// What the waiter has been told, if anything.
    std::optional<Message> told() const noexcept;
    Turn turn() const noexcept { return turn_.load(std::memory_order_relaxed); }

   private:
    friend class WaitQueue;
    futex::RobustMutex presence_;
    futex::FutexWord word_;
    std::atomic<pid_t> process_ = 0;
    std::atomic<Turn> turn_ = Turn{0};
    memory::Offset<Place> next_;  // constant once the place is linked
  };

  /// Takes a place at the end. Throws MemoryError. REQUIRES: leave() by the same thread.
  Place& enter();
  void leave(Place& place) noexcept;

  /// Tells the `most` who have waited longest, the dead not counted. Returns how many that were.
  std::size_t tell(std::size_t most, Message message) noexcept;
  /// Tells all who wait and came with `last` or before.
  void tell_until(Turn last, Message message) noexcept;

  /// How many wait and live.
  std::size_t waiting() noexcept;
  /// The process of somebody who has died while it waited.
  std::optional<pid_t> dead() noexcept;

  /// How many places there are, taken or not: as many as ever waited at once.
  std::size_t places() const noexcept;
  /// The end of the queue: gives the places back. False, and nothing is done, while somebody is in one of them.
  bool retire() noexcept;

 private:
  template <class Visit>
  void for_each_place(Visit visit) const;
  static bool nobody_is_in(Place& place) noexcept;
  static bool tell(Place& place, Message message) noexcept;
  Place& take_free_place();
  Place* longest_waiting() const noexcept;

  std::atomic<memory::Offset<Place>> first_{};
  std::atomic<std::uint64_t> turns_ = 0;
};

}  // namespace mp::sync
