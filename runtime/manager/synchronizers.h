// What stands in a manager's server behind its locks, semaphores, events, conditions and barriers (synchronizer_proxies.h).
//
// Invariants: 1. A lock's owner is a client, that is a thread of a process (caller.h); when its connection ends, for whatever
// reason, the lock is released. 2. A client that goes while it waits leaves nothing behind: what had woken it wakes the next one,
// and a barrier in which it stood is broken. 3. No method keeps others waiting while it waits itself.
// Thread safety: every method may be called from any thread of the server. Where it lives: private memory of the server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

#include "runtime/manager/caller.h"
#include "runtime/manager/exposed.h"

namespace mp::manager {

/// How long a client wants to wait; nothing: without a limit. A negative time is none.
using Patience = std::optional<std::chrono::nanoseconds>;

/// A deadline would mean something else on a client's machine, so a duration travels.
futex::Deadline deadline_of(Patience patience);

class LockState {
 public:
  /// A recursive one can be acquired again by its owner.
  explicit LockState(bool recursive) : recursive_(recursive) {}

  bool acquire(Patience patience);
  /// Throws ValueError when the caller is not the owner.
  void release();
  bool locked();
  void caller_ended(CallerId caller);

 protected:
  bool acquire_by(std::unique_lock<std::mutex>& lock, futex::Deadline deadline);
  void require_owner(const char* verb) const;

  std::mutex mutex_;  // of all below, and of what subclasses add
  std::condition_variable changed_;
  std::optional<CallerId> owner_;
  std::size_t depth_ = 0;

 private:
  const bool recursive_;
};

class ConditionState : public LockState {
 public:
  ConditionState() : LockState(true) {}

  /// Throws ValueError when the caller does not hold the lock.
  bool wait(Patience patience);
  void notify(std::size_t waiters);
  void notify_all();

 private:
  struct Waiter {
    bool woken = false;
  };
  void wake(std::size_t waiters);

  std::list<Waiter*> waiters_;  // in the order in which they came, without the woken ones
};

class SemaphoreState {
 public:
  SemaphoreState(std::size_t value, bool bounded) : value_(value), bound_(bounded ? std::optional(value) : std::nullopt) {}

  bool acquire(Patience patience);
  /// Throws ValueError when a bounded one would have more than at first.
  void release();
  std::size_t get_value();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t value_;
  const std::optional<std::size_t> bound_;
};

class EventState {
 public:
  bool is_set();
  void set();
  void clear();
  /// True also for a set() that a clear() has followed.
  bool wait(Patience patience);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
  std::size_t times_set_ = 0;
};

class BarrierState {
 public:
  explicit BarrierState(std::size_t parties);

  /// Returns 0 to parties - 1, to each another one. Throws BrokenBarrierError.
  std::size_t wait(Patience patience);
  void abort();
  void reset();
  bool broken();
  std::size_t parties();
  std::size_t n_waiting();

 private:
  /// What all who wait in one round share.
  struct Round {
    bool ended = false;
    bool broken = false;
  };
  void end_round(bool broken);

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::size_t parties_;
  std::shared_ptr<Round> round_ = std::make_shared<Round>();
  std::size_t waiting_ = 0;
  bool broken_ = false;
};

}  // namespace mp::manager

template <>
struct mp::Exposed<mp::manager::LockState>
    : mp::ExposesUnlocked<&mp::manager::LockState::acquire, &mp::manager::LockState::release, &mp::manager::LockState::locked> {};
template <>
struct mp::Exposed<mp::manager::ConditionState>
    : mp::ExposesUnlocked<&mp::manager::ConditionState::acquire, &mp::manager::ConditionState::release,
                          &mp::manager::ConditionState::locked, &mp::manager::ConditionState::wait,
                          &mp::manager::ConditionState::notify, &mp::manager::ConditionState::notify_all> {};
template <>
struct mp::Exposed<mp::manager::SemaphoreState>
    : mp::ExposesUnlocked<&mp::manager::SemaphoreState::acquire, &mp::manager::SemaphoreState::release,
                          &mp::manager::SemaphoreState::get_value> {};
template <>
struct mp::Exposed<mp::manager::EventState>
    : mp::ExposesUnlocked<&mp::manager::EventState::is_set, &mp::manager::EventState::set, &mp::manager::EventState::clear,
                          &mp::manager::EventState::wait> {};
template <>
struct mp::Exposed<mp::manager::BarrierState>
    : mp::ExposesUnlocked<&mp::manager::BarrierState::wait, &mp::manager::BarrierState::abort, &mp::manager::BarrierState::reset,
                          &mp::manager::BarrierState::broken, &mp::manager::BarrierState::parties,
                          &mp::manager::BarrierState::n_waiting> {};
