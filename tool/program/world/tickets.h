// Numbers that a shared counter gives out, each only once: an index that was drawn is nobody else's.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <optional>
#include <set>
#include <unordered_map>

#include "tool/program/terms/ids.h"

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
  void clear();

 private:
  std::unordered_map<ValueId, std::optional<LocationId>> counters_;
  std::set<LocationId> spoiled_;
};

}  // namespace check
