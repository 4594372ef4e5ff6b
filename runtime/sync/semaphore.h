// mp::Semaphore and mp::BoundedSemaphore, Python's: a number of permits among all threads of all processes of the family.
//
//   mp::Semaphore places(3);                                   // at most three at once
//   { std::lock_guard guard(places);  use_a_place(); }         // or places.acquire(); ... places.release();
//
// Nobody owns a permit: anybody may release, also who never acquired; that is how one process hands work to another. A
// BoundedSemaphore refuses to get more permits than it began with, which finds a release too many. The bound is exact; in
// CPython two that release at once can both pass it.
// Thread and process safety: every function may be called by anybody. No order among those who wait. Fork safety: a child has
// the same semaphore, and no permit of its own.
// Kill safety: a process may be killed at any instruction, and the others go on. A permit in the hands of the dead is gone, since
// nobody owns permits; where it must come back, use a Lock, which knows its holder. Where it lives: the number in the family's
// shared memory, the handle in private memory; neither copied nor moved. Visible to whom: what was done before release() is
// seen by the acquire() that comes after it. The hooks hear acquired and releasing with the address of the number.
#pragma once

#include <chrono>
#include <limits>
#include <source_location>

#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/permits.h"

namespace mp {

class Semaphore {
 public:
  using mp_shared_object = void;

  /// As many permits as POSIX semaphores, and so Python's, can hold.
  static constexpr int kMostPermits = std::numeric_limits<int>::max();

  /// Throws ValueError when `value` is negative, and MemoryError.
  explicit Semaphore(int value = 1, std::source_location created = std::source_location::current());

  /// Waits until there is a permit and takes it.
  void acquire() { permits_->take(futex::kNever); }
  /// Takes a permit if there is one now.
  [[nodiscard]] bool try_acquire() { return permits_->take(futex::kNow); }
  /// Waits at most that long; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] bool acquire_for(const std::chrono::duration<Rep, Period>& timeout) {
    return permits_->take(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool acquire_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return permits_->take(futex::deadline_at(deadline));
  }
  /// Gives `n` permits back, all or none. Throws ValueError when there would be more than there may be, or `n` is below 1.
  void release(int n = 1);

  /// How many permits there are at this moment.
  int get_value() const noexcept { return static_cast<int>(permits_->left()); }
  std::source_location created() const noexcept { return created_; }

  void lock() { acquire(); }
  void unlock() { release(); }
  [[nodiscard]] bool try_lock() { return try_acquire(); }
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& timeout) {
    return acquire_for(timeout);
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return acquire_until(deadline);
  }

 protected:
  enum class Kind : bool { kUnbounded, kBounded };
  Semaphore(int value, Kind kind, std::source_location created);

 private:
  const memory::Placed<sync::Permits> permits_;
  const Kind kind_;
  const int bound_;
  const memory::CreatedAt created_;
};

class BoundedSemaphore : public Semaphore {
 public:
  /// Never more permits than `value`. Throws ValueError when `value` is negative, and MemoryError.
  explicit BoundedSemaphore(int value = 1, std::source_location created = std::source_location::current())
      : Semaphore(value, Kind::kBounded, created) {}
};

}  // namespace mp
