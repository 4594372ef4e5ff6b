// mp::Condition, Python's multiprocessing.Condition: waits, under a lock, for what another thread or process will do.
//
//   mp::Condition changed;                                     // with an RLock of its own; or mp::Condition changed(lock)
//   { std::lock_guard guard(changed);  changed.wait_for([&] { return items.value > 0; });  take_one(); }
//   { std::lock_guard guard(changed);  items.value += 1;  changed.notify(); }             // in another process
//
// wait() gives the lock up wholly, however often its holder has acquired an RLock, and has it back as often when it returns.
// It returns true only when a notification was meant for this waiter: none comes for no reason. notify(n) goes to the n who
// have waited longest, or to all if there are fewer; it never blocks.
// Thread and process safety: every function may be called by anybody; wait and notify by the holder of the lock. Fork safety: a
// child waits for nothing and holds nothing.
// Kill safety: anybody may be killed at any instruction. A dead waiter is not counted (wait_queue.h); a notification that it had
// got already dies with it. Who dies in notify() leaves its lock to the next, and all those waiting whom it had not reached.
// Where it lives: the waiters and the own lock in the family's shared memory, the handle in private memory; neither copied nor
// moved. A lock given by reference must live as long. Visible to whom, and hooks: as the lock; a wait releases and acquires it.
// It carries no annotations for -Wthread-safety, as RLock.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <source_location>
#include <type_traits>

#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/acquired_at.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/lock_state.h"
#include "runtime/sync/rlock.h"
#include "runtime/sync/wait_queue.h"

namespace mp {

/// Something to wait for: called without arguments, it returns what is true or false.
template <class F>
concept ConditionPredicate = std::invocable<F&> && std::constructible_from<bool, std::invoke_result_t<F&>>;

class Condition {
 public:
  using mp_shared_object = void;

  /// With an RLock of its own. Throws MemoryError.
  explicit Condition(std::source_location created = std::source_location::current());
  explicit Condition(Lock& lock, std::source_location created = std::source_location::current());
  explicit Condition(RLock& lock, std::source_location created = std::source_location::current());

  // Its lock: as those of Lock or RLock.
  void acquire(std::source_location here = std::source_location::current());
  [[nodiscard]] bool try_acquire(std::source_location here = std::source_location::current());
  template <class Rep, class Period>
  [[nodiscard]] bool acquire_for(const std::chrono::duration<Rep, Period>& timeout,
                                 std::source_location here = std::source_location::current()) {
    return acquire_lock_until(futex::deadline_after(timeout), sync::AcquiredAt(here));
  }
  void release();
  void lock();
  void unlock() { release(); }
  [[nodiscard]] bool try_lock();

  // All of these throw ValueError when the caller does not hold the lock.

  /// Waits for a notification.
  void wait() { wait_for_notification(futex::kNever); }
  /// Waits at most that long, and then for the lock. Returns whether a notification came.
  template <class Rep, class Period>
  bool wait_for(const std::chrono::duration<Rep, Period>& timeout) {
    return wait_for_notification(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  bool wait_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return wait_for_notification(futex::deadline_at(deadline));
  }

  /// Waits until predicate(), looked at under the lock after each notification, is true. Returns its last value.
  template <ConditionPredicate Predicate>
  auto wait_for(Predicate predicate) {
    return wait_for_truth(predicate, futex::kNever);
  }
  template <ConditionPredicate Predicate, class Rep, class Period>
  auto wait_for(Predicate predicate, const std::chrono::duration<Rep, Period>& timeout) {
    return wait_for_truth(predicate, futex::deadline_after(timeout));
  }
  template <ConditionPredicate Predicate, class Clock, class Duration>
  auto wait_until(Predicate predicate, const std::chrono::time_point<Clock, Duration>& deadline) {
    return wait_for_truth(predicate, futex::deadline_at(deadline));
  }

  /// Notifies the `n` who have waited longest.
  void notify(int n = 1);
  void notify_all();

  std::source_location created() const noexcept { return created_; }

 private:
  template <class Predicate>
  auto wait_for_truth(Predicate& predicate, futex::Deadline deadline) {
    require_lock("wait_for()");
    auto value = predicate();
    while (!static_cast<bool>(value) && wait_for_notification(deadline)) value = predicate();
    // The deadline may have passed while what it waits for was on its way.
    if (!static_cast<bool>(value)) value = predicate();
    return value;
  }
  void take(sync::AcquiredAt here);
  bool acquire_lock_until(futex::Deadline deadline, sync::AcquiredAt here);
  bool wait_for_notification(futex::Deadline deadline);
  void require_lock(const char* function) const;

  std::optional<memory::Placed<sync::LockState>> own_;
  sync::LockState& lock_;
  const memory::Placed<sync::WaitQueue> waiters_;
  const memory::CreatedAt created_;
};

}  // namespace mp
