// The locks and the like of a SyncManager as its clients see them, with Python's names; they work across machines.
//
//   mp::LockProxy lock = manager.Lock();
//   const std::lock_guard guard(lock);
//
// The owner of a lock is the thread that acquired it. When that thread or its process ends, also by SIGKILL, the server releases
// the lock, and gives no sign of it: what it guards may be half done. A party that dies in a barrier breaks it; one that dies in
// any other wait is forgotten. An acquired semaphore has no owner. Thread, process and fork safety, and what becomes visible to
// whom: proxy.h. Every wait has a timed form; a negative time is none.
#pragma once

#include <chrono>
#include <cstddef>

#include "runtime/manager/proxy_of.h"
#include "runtime/manager/synchronizers.h"

namespace mp {

namespace manager {
/// What has acquire and release; meets the requirements of std::lock_guard and std::unique_lock.
template <class State>
class AcquirerOf : public ProxyOf<State> {
 protected:
  using ProxyOf<State>::proxy_;

 public:
  using ProxyOf<State>::ProxyOf;

  void acquire() const { static_cast<void>(proxy_.template call<&State::acquire>(Patience())); }
  template <class Rep, class Period>
  [[nodiscard]] bool acquire_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.template call<&State::acquire>(patience_of(timeout));
  }
  [[nodiscard]] bool try_acquire() const { return proxy_.template call<&State::acquire>(kDoNotWait); }
  void release() const { proxy_.template call<&State::release>(); }

  void lock() const { acquire(); }
  [[nodiscard]] bool try_lock() const { return try_acquire(); }
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return acquire_for(timeout);
  }
  void unlock() const { release(); }
};
}  // namespace manager

/// release() throws ValueError in a thread that is not the owner.
class LockProxy : public manager::AcquirerOf<manager::LockState> {
 public:
  using AcquirerOf::AcquirerOf;
  bool locked() const { return proxy_.call<&manager::LockState::locked>(); }
};

class SemaphoreProxy : public manager::AcquirerOf<manager::SemaphoreState> {
 public:
  using AcquirerOf::AcquirerOf;
  std::size_t get_value() const { return proxy_.call<&manager::SemaphoreState::get_value>(); }
};

/// With a recursive lock of its own. wait and notify throw ValueError in a thread that does not hold it.
class ConditionProxy : public manager::AcquirerOf<manager::ConditionState> {
  using State = manager::ConditionState;

 public:
  using AcquirerOf::AcquirerOf;
  void wait() const { static_cast<void>(proxy_.call<&State::wait>(manager::Patience())); }
  /// False: nobody has notified in time. The lock is held again in any case.
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.call<&State::wait>(manager::patience_of(timeout));
  }
  void notify(std::size_t waiters = 1) const { proxy_.call<&State::notify>(waiters); }
  void notify_all() const { proxy_.call<&State::notify_all>(); }
};

class EventProxy : public manager::ProxyOf<manager::EventState> {
  using State = manager::EventState;

 public:
  using ProxyOf::ProxyOf;
  bool is_set() const { return proxy_.call<&State::is_set>(); }
  void set() const { proxy_.call<&State::set>(); }
  void clear() const { proxy_.call<&State::clear>(); }
  void wait() const { static_cast<void>(proxy_.call<&State::wait>(manager::Patience())); }
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.call<&State::wait>(manager::patience_of(timeout));
  }
};

class BarrierProxy : public manager::ProxyOf<manager::BarrierState> {
  using State = manager::BarrierState;

 public:
  using ProxyOf::ProxyOf;
  /// Waits for all parties; to each it returns another number. Throws BrokenBarrierError.
  std::size_t wait() const { return proxy_.call<&State::wait>(manager::Patience()); }
  /// Breaks the barrier when the time has passed.
  template <class Rep, class Period>
  std::size_t wait_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.call<&State::wait>(manager::patience_of(timeout));
  }
  void abort() const { proxy_.call<&State::abort>(); }
  void reset() const { proxy_.call<&State::reset>(); }
  bool broken() const { return proxy_.call<&State::broken>(); }
  std::size_t parties() const { return proxy_.call<&State::parties>(); }
  std::size_t n_waiting() const { return proxy_.call<&State::n_waiting>(); }
};

}  // namespace mp
