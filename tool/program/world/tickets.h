// Numbers that are given out, each only once: by a shared counter, or by a queue that was filled with numbers that all differ. An
// index that was drawn is nobody else's.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "tool/program/terms/ids.h"
#include "tool/program/world/places.h"

namespace check {

class Tickets {
 public:
  /// The symbol was drawn from the counter, atomically or under a lock.
  void draw(ValueId symbol, LocationId counter) { counters_[symbol] = counter; }
  /// `symbol` may be `value`: it is a ticket if all that it may be are tickets of one counter.
  void flow(ValueId symbol, ValueId value);
  /// The counter is set to something else, and may give out a number again.
  void spoil(LocationId counter) { spoiled_.insert(counter); }
  const std::set<LocationId>& spoiled() const { return spoiled_; }
  std::optional<LocationId> counter_of(ValueId symbol) const;
  /// A number is put into a container, at this place without indices, by a step of a call. `is_new` if no other that it puts in
  /// there is the same.
  void put(LocationId container, const std::pair<PathId, Site>& by, bool is_new) { numbers_[container][by] = is_new; }
  /// Whether all numbers that the last pass put there differ.
  bool all_differ(LocationId container) const;
  /// Another pass begins.
  void clear();

 private:
  /// By container, and by who puts numbers in: whether all that it puts in differ.
  using Numbers = std::map<LocationId, std::map<std::pair<PathId, Site>, bool>>;

  std::unordered_map<ValueId, std::optional<LocationId>> counters_;
  std::set<LocationId> spoiled_;
  Numbers numbers_;
  Numbers numbers_before_;  ///< in the last pass
};

}  // namespace check
