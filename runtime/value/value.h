// mp::Value<T>, Python's multiprocessing.Value: one T that all processes of the family share.
//
//   mp::Value<int> v(0);
//   v.value += num;                                                  // a read, an addition and a write: three steps, a race
//   { std::lock_guard guard(v.get_lock());  v.value += num; }        // one holder at a time: no update is lost
//
// `value` is a plain T& into shared memory. Nothing guards it by itself; get_lock() is the lock that travels with it.
// Thread and process safety: get_lock() may be called by anybody; accesses to `value` need an order that the user makes.
// Fork safety: a child uses the same T. Only the process that made the Value ends it; REQUIRES then: nobody else uses it.
// Where it lives: the T and its lock in the family's shared memory, the handle in private memory; neither copied nor moved.
#pragma once

#include <source_location>
#include <utility>

#include "runtime/futex/robust_mutex.h"
#include "runtime/hooks.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/rlock.h"
#include "runtime/type_name.h"

namespace mp {

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
      : shared_(std::in_place, initial), value(shared_->object), lock_(shared_->lock, created) {
    require_shareable<T>();
    hooks::announce(&hooks::Listener::created, hooks::Region{&value, sizeof(T), type_name<Value>(), created});
  }
  ~Value() {
    if (shared_.is_mine()) hooks::announce(&hooks::Listener::destroying, &value, sizeof(T));
  }
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;

  T& value;

  RLock& get_lock() noexcept { return lock_; }
  std::source_location created() const noexcept { return lock_.created(); }

 private:
  RLock lock_;
};

}  // namespace mp
