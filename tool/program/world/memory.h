// What memory may hold at any time, by any thread: for each place the values that are ever stored there.
//
// The elements of an array are one place, but numbered elements keep their own values, and what is stored into element i as a
// function of i is kept as such: an array of arguments whose i-th holds the number i gives each thread its own number back.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tool/program/terms/terms.h"
#include "tool/program/world/places.h"
#include "tool/program/world/symbols.h"
#include "tool/program/world/threads.h"

namespace check {

class Memory {
 public:
  Memory(Terms& terms, const Objects& objects, const Threads& threads) : terms_(terms), objects_(objects), threads_(threads) {}

  /// REQUIRES: a place in an object. `by` writes it while its own threads `beside` may run.
  void write(LocationId place, ValueId value, ThreadId by, const std::vector<Running>& beside);
  /// A variable of a call begins with the value.
  void begin(LocationId place, ValueId value);
  /// Before main starts: the place does not begin with zeros.
  void initialise(LocationId place, ValueId value);
  /// The whole place holds zeros: to other threads that write into it, it begins with them.
  void note_zeros(LocationId place, ThreadId by);
  Targets read(LocationId place) const;
  /// What the place holds before any thread is started that writes it, too.
  Targets initial(LocationId place) const;
  /// Places inside `whole` (or it itself) where something was stored.
  std::vector<LocationId> places_inside(LocationId whole) const;
  /// Whether another thread writes the place while others run, or `self` does and has several instances.
  bool changes_under(ThreadId self, bool has_instances, LocationId place) const;
  /// The same, while of the threads that `self` has started only `beside` run.
  bool may_change_now(ThreadId self, bool has_instances, LocationId place, const std::vector<Running>& beside) const;
  /// Whether others write the place once `thread` was started, or it does itself and has several instances.
  bool changes_after_start(ThreadId thread, bool has_instances, LocationId place) const;
  /// Whether an address inside of the object was ever stored, or given to a thread.
  bool is_lent(ObjectId object) const { return lent_.contains(object); }
  /// Others get the value: the address that it is, or that it holds.
  void note_lent(ValueId value);
  /// The symbol is one number in the whole run, which main computes: it means the same to all threads.
  void note_computed_once(ValueId symbol) { computed_once_.insert(symbol); }
  void forget_computed_once(ValueId symbol) { computed_once_.erase(symbol); }
  bool is_computed_once(ValueId symbol) const { return computed_once_.contains(symbol); }
  /// What main adds to a sum in a loop that runs once, and has loaded before: as long as the sum is spoken of, it is one number.
  void note_part_of_sum(ValueId symbol) { parts_of_sums_.insert(symbol); }
  /// Nobody writes the place while others run.
  bool is_still(LocationId place) const;
  bool take_changed();
  void clear();

 private:
  /// All stores of one value by one thread.
  struct Write {
    ThreadId by{};
    ValueId value{};
    std::set<ThreadId> beside;  ///< its own threads that may have run
  };
  struct Cell {
    LocationId place{};  ///< with its numbered indices only
    Targets targets;
    Targets initial;                ///< written while nobody else ran
    std::vector<ThreadId> writers;  ///< while others run
    std::vector<Write> writes;
    bool initialised = false;
  };

  bool is_one_number(ValueId symbol) const { return is_computed_once(symbol) || parts_of_sums_.contains(symbol); }
  LocationId place_of_cell(LocationId place);
  Cell& cell(LocationId place);
  /// Whether such a thread writes the place while others run.
  template <class IsOne>
  bool is_written_by(LocationId place, const IsOne& is_one) const;
  std::vector<const Write*> writes_to(LocationId place) const;
  bool comes_first(const Write& write, const std::vector<const Write*>& all) const;
  ValueId generalised(ValueId value, const std::vector<ValueId>& indices) const;
  bool is_own_to_thread(LocationId place) const;
  const std::set<ThreadId>* who_zeroed(LocationId place) const;
  bool was_zero_to_writers(LocationId place) const;
  bool may_be_same(LocationId a, LocationId b) const;

  Terms& terms_;
  const Objects& objects_;
  const Threads& threads_;
  std::unordered_map<LocationId, std::vector<Cell>> cells_;  ///< by the place without its indices
  std::unordered_map<LocationId, LocationId> places_of_cells_;
  std::unordered_map<std::uint32_t, std::vector<LocationId>> places_by_object_;
  std::unordered_map<LocationId, std::set<ThreadId>> zeros_;  ///< who filled it with zeros, by the place without its indices
  std::unordered_set<ObjectId> lent_;
  std::unordered_set<ValueId> computed_once_;
  std::unordered_set<ValueId> parts_of_sums_;
  bool changed_ = false;
};

/// The same with all indices and instances unknown: elements of one array have it in common.
LocationId without_indices(Terms& terms, LocationId place);

/// The instance of the object and the indices on the way to `place`, in this order.
std::vector<ValueId> indices_of(const Terms& terms, LocationId place);

}  // namespace check
