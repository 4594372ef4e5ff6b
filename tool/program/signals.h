// Order that is not a lock: flags and semaphores that are posted and seen, and barriers that all threads pass together.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "tool/program/ids.h"
#include "tool/program/threads.h"

namespace check {

/// What a thread did before it posted is visible to whoever has seen the post.
struct Signal {
  std::set<ThreadId> posters;
  bool is_one_shot = true;    ///< who posts knows, under a lock, that nobody has: one thread does, once
  bool is_unordered = false;  ///< posted without release or lock: whoever sees it sees nothing else
};

struct Barrier {
  ValueId size = kUnknownValue;  ///< how many threads it holds back
  std::set<ThreadId> waiters;
};

class Signals {
 public:
  void post(LocationId place, ThreadId by, bool is_ordered, bool is_first);
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

  /// Whether a load of this symbol takes part in order: it was atomic with acquire, or under a lock, wherever it was made.
  void note_load(ValueId symbol, bool is_ordered);
  bool is_ordered(ValueId symbol) const;

  bool take_changed();
  /// Before a new pass: forgets who did what, keeps which places are signals.
  void forget_history();

 private:
  std::map<LocationId, Signal> signals_;
  std::set<LocationId> watched_;
  std::map<LocationId, Barrier> barriers_;
  std::set<LocationId> barrier_places_;
  std::unordered_map<ValueId, bool> ordered_loads_;
  bool changed_ = false;
};

}  // namespace check
