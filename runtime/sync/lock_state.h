// What Lock and RLock keep in shared memory: a robust mutex, and who holds it.
//
// Thread and process safety: every function may be called by anybody. Fork safety: a child holds nothing.
// Kill safety, and invariants:
//   1. The mutex alone decides who holds the lock; the kernel frees it when the holder dies.
//   2. `owner` and `depth` are written by the holder of the mutex only; `owner` is the caller's id exactly when the caller
//      holds the lock (a dead holder's id can be handed out again, but the mutex knows better: unlock then fails).
//   3. Whoever gets the mutex of a dead holder starts with depth 1, whatever the dead left behind.
#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/futex/thread_id.h"

namespace mp::sync {

class LockState {
 public:
  using Outcome = futex::RobustMutex::Outcome;

  explicit LockState(futex::RobustMutex::Kind kind) : mutex_(kind) {}

  Outcome acquire() { return settle(mutex_.lock()); }
  Outcome try_acquire() { return settle(mutex_.try_lock()); }
  Outcome acquire_until(futex::Deadline deadline) { return settle(mutex_.lock_until(deadline)); }

  bool held_by_caller() const noexcept { return owner() == futex::this_thread(); }
  /// REQUIRES: held_by_caller().
  void release() noexcept;

  /// Somebody holds it. A holder that has died counts until the next acquire.
  bool held() const noexcept { return owner() != futex::ThreadId::kNobody; }
  futex::ThreadId owner() const noexcept { return owner_.load(std::memory_order_relaxed); }
  /// How often a holder has died and the next acquire went on.
  std::uint32_t recovered() const noexcept { return recovered_.load(std::memory_order_relaxed); }

  /// The end of the lock's life: lets go of it if the caller holds it. Returns whether its memory may be used again, which
  /// is not so while somebody else holds it (the holder's list of robust mutexes leads through it).
  bool retire() noexcept;

 private:
  Outcome settle(Outcome outcome) noexcept;

  futex::RobustMutex mutex_;
  std::atomic<futex::ThreadId> owner_ = futex::ThreadId::kNobody;
  std::atomic<std::uint32_t> depth_ = 0;
  std::atomic<std::uint32_t> recovered_ = 0;
};

}  // namespace mp::sync
