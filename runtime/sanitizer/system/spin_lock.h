// A lock in shared memory that outlives its owner: whoever finds the owner dead takes it over.
//
// It is held for a few hundred instructions (a table entry) or for one report, and never while a lock of the program's or
// of the runtime's is waited for. It uses raw system calls only, since it is taken inside the compiler's entry points.
//
// Fork safety: the word is shared, so a child waits for its parent's thread like any other process.
// Kill safety: what the lock guards must be whole at every instruction; the users say how.
//
// Invariants:
//   1. The word is 0, or the pid and thread id of the one owner.
//   2. It goes from a dead owner to one new owner: by compare-and-swap from the word that was found dead.
#pragma once

#include <atomic>
#include <cstdint>

namespace race {

class SpinLock {
 public:
  /// Waits until the lock is held. False at once when this thread holds it already (a signal handler inside the section).
  [[nodiscard]] bool lock();
  /// REQUIRES: this thread holds it.
  void unlock() { owner_.store(0, std::memory_order_release); }

 private:
  std::atomic<std::uint64_t> owner_;
};

/// Holds `lock` while it lives; `held` is false in the case of SpinLock::lock().
struct SpinGuard {
  explicit SpinGuard(SpinLock& guarded) : lock(guarded), held(guarded.lock()) {}
  ~SpinGuard() {
    if (held) lock.unlock();
  }
  SpinGuard(const SpinGuard&) = delete;
  SpinGuard& operator=(const SpinGuard&) = delete;

  SpinLock& lock;
  const bool held;
};

}  // namespace race
