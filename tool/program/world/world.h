// What one analysis of one program knows: the code, and the tables that the ids index.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tool/program/terms/terms.h"
#include "tool/program/world/access.h"
#include "tool/program/world/code.h"
#include "tool/program/world/events.h"
#include "tool/program/world/lock_order.h"
#include "tool/program/world/memory.h"
#include "tool/program/world/places.h"
#include "tool/program/world/signals.h"
#include "tool/program/world/symbols.h"
#include "tool/program/world/threads.h"
#include "tool/program/world/tickets.h"

namespace check {

/// How the value at a place changes from one round of a loop to the next.
struct Growth {
  bool is_regular = false;  ///< by `step`; else in no way that is followed
  ValueId step{};           ///< the same in all rounds
};

/// A guard that guards nothing: a temporary, which is gone at the end of its statement, or a declaration that was meant to be
/// one.
struct FleetingGuard {
  Site opened;
  Site gone;         ///< from where on it does not guard
  std::string name;  ///< of its lock
  bool is_declaration = false;

  bool operator==(const FleetingGuard&) const = default;
};

/// What this pass stores in a pointer, by the step of a call: what other pointers led to, by where it was read, and all else.
struct Exchange {
  using By = std::pair<PathId, Site>;
  std::map<By, LocationId> from;
  std::map<By, ValueId> others;
  bool is_exchange = false;  ///< any pass has stored there what another pointer led to
};

/// Where a pointer to an element of an array is put for others to find: which element, and by whom.
struct Put {
  PostPlace place;
  ValueId index{};
  ThreadId by{};

  auto operator<=>(const Put&) const = default;
};

/// Those of the places that are called the same by all threads.
PlaceList known_to_all(const Terms& terms, const PlaceList& places);

struct World {
  explicit World(const Code& program);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  ValueId symbol(const SymbolKey& key) { return terms.symbol(symbols.intern(key)); }
  const SymbolKey& key_of(ValueId symbol) const { return symbols[static_cast<SymbolId>(terms[symbol].id)]; }

  /// What the value may be, without symbols.
  Targets concrete(ValueId value);
  /// The places in objects that `place` may be. `anywhere` is set if there may be more.
  std::vector<LocationId> concrete(LocationId place, bool& anywhere);
  /// Adds what `value` may be to what `symbol` may be.
  void flows_into(ValueId symbol, ValueId value);

  /// The target of a pointer, as one definite place: what is not known of it has a name that all uses of the pointer share.
  LocationId with_names(ValueId pointer, LocationId target);
  /// Which of its instances a thread is, and its ancestors are, from the first below main.
  std::vector<ValueId> instance_of(ThreadId thread);

  const Object* object_of(LocationId place) const;  ///< nullptr behind a pointer
  /// In a function that is followed once for all its calls, as one that calls itself.
  bool is_in_shared_call(PathId path) const;
  bool is_shared_by_processes(LocationId place) const;

  const Code& code;
  Terms terms;
  Symbols symbols;
  Objects objects;
  Paths paths;
  Sites sites;
  Threads threads;
  Memory memory;
  AccessLog log;
  EventLog events;

  /// What runs before main, when a variable still gets its first value.
  bool is_before_main = false;

  /// By call and head of a loop. What was followed before something new was learned here is not to be trusted.
  std::map<std::pair<PathId, BlockId>, std::map<LocationId, Growth>> growth;
  bool has_learned_growth = false;
  /// Loops that start or join a few threads, and how often they run: followed round by round.
  std::map<std::pair<PathId, BlockId>, std::int64_t> unrolled;

  /// Functions that some pass could not afford to follow call by call, and in which thread: later passes do as it did, so that
  /// what they learn of loops settles.
  std::set<std::pair<FunctionId, ThreadId>> calls_in_common;

  /// By call: from which block to which control was seen to go. What a constant argument excludes is not among them.
  std::unordered_map<PathId, std::set<std::pair<BlockId, BlockId>>> followed;

  /// By the symbol of a loop's rounds: how many there are.
  std::unordered_map<ValueId, ValueId> trips;
  /// By the symbol of a sum that a loop adds to in each round, and of what it adds: the loop's round. Main runs the loop, once.
  std::unordered_map<ValueId, ValueId> of_rounds;
  /// By place, without its indices: the signals whose values are kept there, as an index of the other side is kept by a ring
  /// buffer.
  std::map<LocationId, std::set<LocationId>> copies;
  /// By the symbol that was drawn from a counter: the counter, as the program calls it.
  std::unordered_map<ValueId, LocationId> drawn_from;
  /// By the symbol that is one of several values, depending on the way: those of them that are symbols, too.
  std::unordered_map<ValueId, std::set<ValueId>> merged_from;
  /// By the symbol that is one of several values, depending on the way: all of them.
  std::unordered_map<ValueId, std::set<ValueId>> alternatives;
  /// By place, without its indices: how many values the choice has whose outcome is stored there.
  std::unordered_map<LocationId, std::size_t> stored_choices;
  /// Symbols of such places where nothing else is stored.
  std::unordered_set<ValueId> chosen_before_store;
  /// By the symbol that was, where ways met last, an address on the one and null on the other: the address. Something was
  /// searched for.
  std::unordered_map<ValueId, ValueId> addresses_or_null;
  /// By the symbol of a place that nobody writes while others run: what the starter of a thread knew to be there.
  std::unordered_map<ValueId, ValueId> still_values;
  /// By the symbol that a load answered: where it was.
  std::unordered_map<ValueId, LocationId> loaded_from;

  /// By the flag of what runs only once, and who runs it: how many loops there are around it, at least.
  std::map<std::pair<LocationId, ThreadId>, std::size_t> loops_around_once;
  /// By pointer, as a definite place.
  std::map<LocationId, Exchange> exchanges;
  Signals signals{terms};
  Tickets tickets;
  /// Thread-local variables whose address others may have.
  std::set<ObjectId> shared_thread_locals;
  /// Where objects are put in the step that takes them out elsewhere, without indices.
  std::set<LocationId> keepers;
  /// Objects that the last pass put into more than one structure: the lock of one of them does not guard them. This pass's are
  /// collected meanwhile.
  std::set<ObjectId> in_several;
  std::set<ObjectId> put_into_several;
  /// By array: what this pass puts where others find it.
  std::map<ObjectId, std::set<Put>> puts;
  bool has_learned_sharing = false;
  /// Objects whose address was stored by an atomic store that shows nothing of what was done to them before.
  std::set<ObjectId> leaked;

  /// Flags used as locks, which do not keep what a lock promises.
  std::set<LocationId> broken_locks;
  std::set<LocationId> recursive_locks;  ///< by the attributes that they were given
  std::map<FunctionId, std::vector<FleetingGuard>> fleeting;
  /// What several threads may get one after the other, although each alone.
  std::set<LocationId> broken_claims;
  /// By flag, without its indices: the values that who claims it finds there.
  std::map<LocationId, std::set<ValueId>> claimed_from;
  LockOrder lock_order;

  const NameId shared_field;
  const NameId structure_field;
  const NameId part_field;
  const NameId lock_field;
  const NameId lock_methods_field;
  const NameId phase_field;
  const NameId class_field;
};

}  // namespace check
