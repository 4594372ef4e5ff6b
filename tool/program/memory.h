// What memory may hold at any time, by any thread: for each place the values that are ever stored there.
//
// The elements of an array are one place, but numbered elements keep their own values, and what is stored into element i as a
// function of i is kept as such: an array of arguments whose i-th holds the number i gives each thread its own number back.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <unordered_map>
#include <vector>

#include "tool/program/places.h"
#include "tool/program/symbols.h"
#include "tool/program/terms.h"

namespace check {

class Memory {
 public:
  Memory(Terms& terms, const Objects& objects) : terms_(terms), objects_(objects) {}

  /// REQUIRES: a place in an object. `by` writes it while others may run, or nobody else does.
  void write(LocationId place, ValueId value, ThreadId by, bool others_run);
  /// Before main starts: the place does not begin with zeros.
  void initialise(LocationId place, ValueId value);
  Targets read(LocationId place) const;
  /// What the place holds before any thread is started.
  Targets initial(LocationId place) const;
  /// Places inside `whole` (or it itself) where something was stored.
  std::vector<LocationId> places_inside(LocationId whole) const;
  /// Whether another thread writes the place while others run, or `self` does and has several instances.
  bool changes_under(ThreadId self, bool has_instances, LocationId place) const;
  /// Whether any thread writes the place while others run.
  bool changes(LocationId place) const;
  bool take_changed();
  void clear();

 private:
  struct Cell {
    LocationId place{};  ///< with its numbered indices only
    Targets targets;
    Targets initial;                ///< written while nobody else ran
    std::vector<ThreadId> writers;  ///< while others run
    bool initialised = false;
  };

  Cell& cell(LocationId place);
  ValueId generalised(ValueId value, const std::vector<ValueId>& indices) const;
  bool is_own_to_thread(LocationId place) const;
  bool may_be_same(LocationId a, LocationId b) const;

  Terms& terms_;
  const Objects& objects_;
  std::unordered_map<LocationId, std::vector<Cell>> cells_;  ///< by the place without its indices
  std::unordered_map<std::uint32_t, std::vector<LocationId>> places_by_object_;
  bool changed_ = false;
};

/// The same with all indices and instances unknown: elements of one array have it in common.
LocationId without_indices(Terms& terms, LocationId place);

/// The instance of the object and the indices on the way to `place`, in this order.
std::vector<ValueId> indices_of(const Terms& terms, LocationId place);

}  // namespace check
