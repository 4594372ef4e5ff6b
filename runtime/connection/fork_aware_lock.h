// A lock in private memory for the threads of one process, which does not stay locked in a forked child.
//
// A child gets a copy of its parent's memory, and with it every lock that another thread of the parent held at that moment; that
// thread does not exist in the child, and would never unlock. So the word of this lock names the process of its holder:
//
//   | word                     | meaning for the caller                                                     |
//   |--------------------------|----------------------------------------------------------------------------|
//   | 0                        | free                                                                       |
//   | own generation           | held by a thread of this process                                           |
//   | own generation, kWaited  | the same, and a thread may be asleep on the word                           |
//   | an older generation      | held by a thread that stayed in an ancestor: free, what it guards is half done |
//
// A generation is the number of forks between the first process and this one: no two processes in one line have the same.
// Thread safety: every function may be called from any thread. Where it lives: private memory.
// Visible to whom: what was written before unlock() is seen after the next lock_until() that succeeds.
#pragma once

#include "runtime/futex/deadline.h"
#include "runtime/futex/futex_word.h"

namespace mp::connection {

class ForkAwareLock {
 public:
  enum class Outcome {
    kAcquired,     ///< the caller holds the lock
    kInherited,    ///< the caller holds the lock, and what it guards was in use by a thread of an ancestor at the fork
    kNotAcquired,  ///< the deadline has passed
  };

  [[nodiscard]] Outcome lock_until(futex::Deadline deadline) noexcept;
  /// REQUIRES: the caller holds it.
  void unlock() noexcept;

 private:
  futex::FutexWord word_;
};

/// Holds the lock for a scope: ForkAwareGuard guard(lock, deadline); if (!guard.held()) ...
class ForkAwareGuard {
 public:
  ForkAwareGuard(ForkAwareLock& lock, futex::Deadline deadline) noexcept : lock_(lock), outcome_(lock.lock_until(deadline)) {}
  ~ForkAwareGuard() {
    if (held()) lock_.unlock();
  }
  ForkAwareGuard(const ForkAwareGuard&) = delete;
  ForkAwareGuard& operator=(const ForkAwareGuard&) = delete;

  bool held() const noexcept { return outcome_ != ForkAwareLock::Outcome::kNotAcquired; }
  bool inherited() const noexcept { return outcome_ == ForkAwareLock::Outcome::kInherited; }

 private:
  ForkAwareLock& lock_;
  const ForkAwareLock::Outcome outcome_;
};

}  // namespace mp::connection
