// mp::Value<T>, Python's multiprocessing.Value: one T that all processes of the family share.
//
//   mp::Value<int> v(0);
//   v.value += num;                                                  // a read, an addition and a write: three steps, a race
//   { std::lock_guard guard(v.get_lock());  v.value += num; }        // one holder at a time: no update is lost
//   v.fetch_add(num);                                                // one atomic step, no lock: no update is lost
//   mp::Value<int> w(0, lock);                                       // get_lock() locks the given mp::Lock or mp::RLock
//
// `value` is a plain T& into shared memory. Nothing guards it by itself; get_lock() is the lock that travels with it. Of a T that
// is a number, load() to compare_exchange() are atomic: each is one step, sequentially consistent. They order nothing for whoever
// uses `value` itself at the same time: that is a race, and race detectors see an atomic access here and a plain one there.
// Thread and process safety: get_lock() may be called by anybody; accesses to `value` need an order that the user makes.
// Fork safety: a child uses the same T. Only the process that made the Value ends it; REQUIRES then: nobody else uses it, and a
// given lock is still there.
// Where it lives: the T and its lock in the family's shared memory, the handle in private memory; neither copied nor moved.
#pragma once

#include <atomic>
#include <source_location>
#include <type_traits>
#include <utility>

#include "runtime/futex/robust_mutex.h"
#include "runtime/hooks.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/given_lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/type_name.h"

namespace mp {

/// T is a number that the processor updates in one step.
template <class T>
concept AtomicNumber = std::is_arithmetic_v<T> && std::atomic_ref<T>::is_always_lock_free;

template <class T>
class Value {
  struct Shared {
    explicit Shared(const T& initial) : object(initial) {}
    bool retire() noexcept { return lock.retire(); }

    T object;
    sync::LockState lock{futex::RobustMutex::Kind::kRecursive};
  };
  memory::Placed<Shared> shared_;  // first: `value` refers into it

 public:
  using mp_shared_object = void;

  /// Throws MemoryError.
  explicit Value(T initial = T{}, std::source_location created = std::source_location::current())
      : Value(initial, nullptr, created) {}
  Value(T initial, sync::GivenLock lock, std::source_location created = std::source_location::current())
      : Value(initial, &lock.state(), created) {}
  ~Value() {
    if (shared_.is_mine()) hooks::announce(&hooks::Listener::destroying, &value, sizeof(T));
  }
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;

  T& value;

  T load() const noexcept
    requires AtomicNumber<T>
  {
    return atomic().load();
  }
  void store(T desired) noexcept
    requires AtomicNumber<T>
  {
    atomic().store(desired);
  }
  /// These three return what was there before.
  T exchange(T desired) noexcept
    requires AtomicNumber<T>
  {
    return atomic().exchange(desired);
  }
  T fetch_add(T amount) noexcept
    requires(AtomicNumber<T> && !std::is_same_v<T, bool>)
  {
    return atomic().fetch_add(amount);
  }
  T fetch_sub(T amount) noexcept
    requires(AtomicNumber<T> && !std::is_same_v<T, bool>)
  {
    return atomic().fetch_sub(amount);
  }
  /// Writes `desired` and returns true if `expected` is there; otherwise `expected` becomes what is there.
  bool compare_exchange(T& expected, T desired) noexcept
    requires AtomicNumber<T>
  {
    return atomic().compare_exchange_strong(expected, desired);
  }

  /// The object without its lock: the same T as `value`.
  T& get_obj() noexcept { return value; }
  RLock& get_lock() noexcept { return lock_; }
  std::source_location created() const noexcept { return lock_.created(); }

 private:
  Value(T initial, sync::LockState* given, const std::source_location& created)
      : shared_(std::in_place, initial), value(shared_->object), lock_(given != nullptr ? *given : shared_->lock, created) {
    require_shareable<T>();
    hooks::announce(&hooks::Listener::created, hooks::Region{&value, sizeof(T), type_name<Value>(), created});
  }
  std::atomic_ref<T> atomic() const noexcept { return std::atomic_ref<T>(value); }

  RLock lock_;
};

}  // namespace mp
