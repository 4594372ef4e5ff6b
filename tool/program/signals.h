// Order that is not a lock: flags and semaphores that are posted and seen, and barriers that all threads pass together.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "tool/program/ids.h"
#include "tool/program/places.h"
#include "tool/program/threads.h"

namespace check {

/// What a thread did before it posted is visible to whoever has seen the post.
struct Signal {
  std::set<ThreadId> posters;
  bool is_one_shot = true;    ///< who posts knows, under a lock, that nobody has: one thread does, once
  bool is_unordered = false;  ///< posted without release or lock: whoever sees it sees nothing else
  bool is_plain = false;      ///< posted by a store that is not atomic, and without a lock
};

/// What a load promises to whoever uses its value, from nothing on.
enum class LoadOrder : std::uint8_t {
  kPlain,    ///< neither atomic nor under a lock
  kRelaxed,  ///< atomic, and orders nothing
  kOrdered,  ///< atomic with acquire, or under a lock
};

struct Barrier {
  ValueId size = kUnknownValue;  ///< how many threads it holds back
  std::set<ThreadId> waiters;
};

class Signals {
 public:
  void post(LocationId place, ThreadId by, bool is_ordered, bool is_first);
  /// A store to a signal that is neither atomic nor under a lock.
  void note_plain_post(LocationId place);
  /// An atomic store to a signal, or a load of one, that orders nothing. The store is kept if there are both.
  void note_relaxed(LocationId place, SiteId site, bool is_store);
  std::optional<SiteId> relaxed_use(LocationId place) const;
  /// Somebody waits for a value at the place: it is used as a signal.
  void watch(LocationId place);
  const std::set<LocationId>& watched() const { return watched_; }
  bool is_watched(LocationId place) const { return watched_.contains(place); }
  void open_barrier(LocationId place, ValueId size);
  void wait_at_barrier(LocationId place, ThreadId thread);

  const Signal* find(LocationId place) const;
  const Barrier* find_barrier(LocationId place) const;
  /// Every barrier that was ever waited at.
  const std::set<LocationId>& barriers() const { return barrier_places_; }

  /// What the load of this symbol promises, wherever it was made.
  void note_load(ValueId symbol, LoadOrder order);
  LoadOrder order_of(ValueId symbol) const;

  bool take_changed();
  /// Before a new pass: forgets who did what, keeps which places are signals.
  void forget_history();

 private:
  std::map<LocationId, Signal> signals_;
  std::set<LocationId> watched_;
  std::map<LocationId, Barrier> barriers_;
  std::set<LocationId> barrier_places_;
  std::unordered_map<ValueId, LoadOrder> loads_;
  std::map<LocationId, SiteId> relaxed_;
  bool changed_ = false;
};

}  // namespace check
