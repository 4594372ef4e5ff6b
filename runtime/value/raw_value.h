// mp::RawValue<T>, Python's multiprocessing.sharedctypes.RawValue: an mp::Value without a lock.
//
//   mp::RawValue<int> v(0);
//   v.value += num;                       // a read, an addition and a write: a race, if others do it too
//
// Everything else is as with Value. For data that only one process writes, or whose users have another order.
// Thread and process safety: accesses to `value` need an order that the user makes. Fork safety: a child uses the same T. Only
// the process that made the RawValue ends it; REQUIRES then: nobody else uses it. Where it lives: the T in the family's shared
// memory, the handle in private memory; neither copied nor moved.
#pragma once

#include <source_location>
#include <utility>

#include "runtime/hooks.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"
#include "runtime/type_name.h"

namespace mp {

template <class T>
class RawValue {
  memory::Placed<T> shared_;  // first: `value` refers into it

 public:
  using mp_shared_object = void;

  /// Throws MemoryError.
  explicit RawValue(T initial = T{}, std::source_location created = std::source_location::current())
      : shared_(std::in_place, initial), value(*shared_), created_(created) {
    require_shareable<T>();
    hooks::announce(&hooks::Listener::created, hooks::Region{&value, sizeof(T), type_name<RawValue>(), created});
  }
  ~RawValue() {
    if (shared_.is_mine()) hooks::announce(&hooks::Listener::destroying, &value, sizeof(T));
  }
  RawValue(const RawValue&) = delete;
  RawValue& operator=(const RawValue&) = delete;

  T& value;

  std::source_location created() const noexcept { return created_; }

 private:
  const memory::CreatedAt created_;
};

}  // namespace mp
