// What is known at one point of one way through a function: the thread, the locks it surely holds, the threads that may run
// beside it, and what memory and values are.
//
// Several states stand at one point if their histories differ (locks, threads), as in M. Das, S. Lerner, M. Seigle, "ESP:
// path-sensitive program verification in polynomial time", 2002: so a lock that is taken on a condition is given up on the same
// condition.
//
// Thread safety: a value type.
#pragma once

#include <vector>

#include "tool/program/state/facts.h"
#include "tool/program/state/persistent_map.h"
#include "tool/program/terms/ids.h"
#include "tool/program/world/lockset.h"
#include "tool/program/world/order.h"
#include "tool/program/world/threads.h"
#include "tool/program/world/world.h"

namespace check {

/// What `pointee` reaches was taken out of a shared structure while these locks were held: nobody reaches it that way any more,
/// and who did so before held them.
struct Taken {
  LocationId pointee{};
  LocationId from{};  ///< where the pointer was
  std::vector<Lock> locks;
  std::vector<LocationId> kept_in =
      {};                   ///< where it was put in the same step, without indices: who looks there finds it; ordered
  bool is_settled = false;  ///< a lock was given up since: where it is put from now on, others find it

  bool operator==(const Taken&) const = default;
};

/// `value` was read from `place` under a lock that was given up since.
struct Stale {
  LocationId place{};
  ValueId value{};
  LocationId lock{};

  bool operator==(const Stale&) const = default;
  auto operator<=>(const Stale&) const = default;
};

/// Under a lock that is still held, `value` was read from `place`, which names any element of a container.
struct Glimpse {
  LocationId place{};
  ValueId value{};

  bool operator==(const Glimpse&) const = default;
  auto operator<=>(const Glimpse&) const = default;
};

struct State {
  // The history: states that differ in it are kept apart.
  ThreadId self{};
  Lockset locks;
  std::vector<Running> running;  ///< ordered by thread
  std::vector<ThreadId> over;    ///< ordered
  std::vector<JoinMark> joined;  ///< ordered
  Order order;

  // What is known, as far as all ways here agree.
  PersistentMap<LocationId, ValueId> locals;  ///< of this call, those that nobody else can reach
  PersistentMap<LocationId, ValueId> memory;
  Facts facts;
  std::vector<LocationId> fresh;  ///< objects that this thread made and nobody else knows yet; ordered
  std::vector<Taken> taken;
  std::vector<LocationId> placed;  ///< objects that others find since a lock was taken that is still held; ordered
  std::vector<Glimpse> glimpses;   ///< ordered
  std::vector<Stale> stale;        ///< ordered
  std::vector<ValueId> lasting;    ///< registers that outlive their block

  bool operator==(const State&) const = default;
};

/// The weaker of two histories: fewer locks, more threads.
State common_history(const State& a, const State& b);

bool same_history(const State& a, const State& b);

/// Where ways meet.
struct Meeting {
  PathId path{};
  std::uint32_t block = 0;
  bool is_once = false;  ///< in the whole run: of numbers that are the same to all threads one is chosen for all
};

/// What holds on both ways. Values that differ become a symbol of the block.
State merge(World& world, const Meeting& where, const State& a, const State& b);

/// Nothing runs beside the thread: neither locks nor signals matter.
inline bool is_alone(const State& state) { return state.self == kMainThread && state.running.empty(); }

/// Adds a state to those at a block: to the one with the same history, or as another one.
void add_state(World& world, const Meeting& where, std::vector<State>& states, State state);

template <class Item>
void insert_sorted(std::vector<Item>& items, const Item& item) {
  const auto place = std::lower_bound(items.begin(), items.end(), item);
  if (place == items.end() || *place != item) items.insert(place, item);
}

template <class Item>
bool contains_sorted(const std::vector<Item>& items, const Item& item) {
  return std::binary_search(items.begin(), items.end(), item);
}

}  // namespace check
