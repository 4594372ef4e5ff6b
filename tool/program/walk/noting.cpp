// Which events are recorded, besides accesses.
#include <algorithm>

#include "tool/program/walk/step_runner.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

/// The term names the same thing each time this thread comes by: it depends on nothing but which instance of the thread this is.
bool is_fixed(const World& world, LocationId place) {
  return world.terms.is_definite(place) && !world.terms.any_atom(place, [&](ValueId atom) {
    const SymbolKind kind = world.terms.is(atom, ValueKind::kSymbol) ? world.key_of(atom).kind : SymbolKind::kWhich;
    return kind != SymbolKind::kIdentity && kind != SymbolKind::kInstance;
  });
}

/// The two are told apart by the same field of two objects: `from->id < to->id`.
bool are_ranks(World& world, ValueId a, ValueId b) {
  if (a == b) return false;
  if (world.terms.points(a) && world.terms.points(b) && world.terms.is(a, ValueKind::kAddress)) return true;
  const auto first = world.loaded_from.find(a);
  const auto second = world.loaded_from.find(b);
  if (first == world.loaded_from.end() || second == world.loaded_from.end()) return false;
  const PlaceNode& one = world.terms[first->second];
  const PlaceNode& other = world.terms[second->second];
  return one.kind == PlaceKind::kField && other.kind == PlaceKind::kField && one.id == other.id && one.parent != other.parent;
}

}  // namespace

Company StepRunner::company() {
  return {.running = state().running,
          .over = state().over,
          .joined = state().joined,
          .order = state().order,
          .unset = unset_flags(),
          .phases = phases(),
          .nonzero = {},
          .kept_in = {},
          .found_in = {}};
}

void StepRunner::note(EventKind kind, LocationId place, LockMode mode, SiteId other, const Lockset& locks) {
  if (interpreter_.is_exhausted()) return;
  world_.events.record({.kind = kind,
                        .place = place,
                        .mode = mode,
                        .site = world_.sites.intern(site()),
                        .other = other,
                        .thread = state().self,
                        .locks = world_.log.intern(locks),
                        .company = world_.log.intern(company())},
                       path_at(frame_, block_));
}

/// The one place that it surely is; nothing if it may be several.
std::optional<LocationId> StepRunner::one_place(LocationId place) {
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(place, anywhere);
  if (places.size() != 1 || anywhere || !is_fixed(world_, places[0])) return std::nullopt;
  return places[0];
}

Lockset StepRunner::held_places() {
  Lockset locks = state().locks;
  locks.rename([&](LocationId lock) { return one_place(lock); });
  return locks;
}

/// On this way it was tested which of two objects comes first: their locks are taken in that order.
bool StepRunner::is_ordered_by_rank() {
  bool is_ordered = false;
  state().facts.for_each([&](ValueId condition) {
    const ValueNode& node = world_.terms[condition];
    const auto operation = static_cast<Operation>(node.id);
    const bool compares =
        node.kind == ValueKind::kApply && operation >= Operation::kLess && operation <= Operation::kGreaterEqual;
    is_ordered = is_ordered || (compares && node.operands.size() == 2 && are_ranks(world_, node.operands[0], node.operands[1]));
  });
  return is_ordered;
}

void StepRunner::note_taking(const std::vector<ValueId>& locks, LockMode mode, bool is_recursive) {
  if (is_alone(state()) && state().locks.empty()) return;
  const Lockset held = held_places();
  for (const ValueId lock : locks) {
    const std::optional<LocationId> place = world_.terms.points(lock) ? one_place(world_.terms.target(lock)) : std::nullopt;
    if (!place) continue;
    const auto known = std::ranges::find(held.locks(), *place, &Lock::place);
    if (known == held.locks().end()) {
      if (!is_alone(state())) note(EventKind::kTake, *place, mode, {}, is_ordered_by_rank() ? Lockset() : held);
      continue;
    }
    const bool both_read = mode == LockMode::kShared && known->mode == LockMode::kShared;
    if (!is_recursive && !both_read && !world_.recursive_locks.contains(*place))
      note(EventKind::kTakeAgain, *place, mode, static_cast<SiteId>(known->taken), held);
  }
}

/// A return from the function that took a lock by itself, without a guard.
void StepRunner::note_leaving() {
  for (const Lock& lock : state().locks.locks()) {
    const auto taken = static_cast<SiteId>(lock.taken);
    if (world_.sites[taken].function == frame_.id) note(EventKind::kLeave, lock.place, lock.mode, taken, {});
  }
}

void StepRunner::note_block() {
  if (is_alone(state()) || state().locks.empty()) return;
  note(EventKind::kBlock, {}, LockMode::kExclusive, {}, held_places());
}

/// A store of what was computed from the old value, in a step of its own: others may have stored in between.
void StepRunner::note_split_update(LocationId place, ValueId value) {
  const bool is_atomic = step_->op == Op::kLibrary;
  if (is_alone(state()) || (state().stale.empty() && !is_atomic)) return;
  const std::optional<LocationId> target = one_place(place);
  if (!target) return;
  const auto stale = std::ranges::find_if(state().stale, [&](const Stale& read) {
    return read.place == place && read.value != value && state().locks.holds(read.lock) &&
           world_.terms.mentions(value, read.value);
  });
  const bool is_read_again = state().memory.find(place) != nullptr;
  ValueId source = kUnknownValue;
  if (stale != state().stale.end() && !is_read_again) source = stale->value;
  if (is_atomic && state().locks.empty()) {
    world_.terms.visit_atoms(value, [&](ValueId atom) {
      const auto origin = world_.loaded_from.find(atom);
      if (atom != value && origin != world_.loaded_from.end() && origin->second == place) source = atom;
    });
  }
  if (source == kUnknownValue) return;
  note(EventKind::kSplitUpdate, *target, LockMode::kExclusive, load_of(world_, source), held_places());
}

void StepRunner::note_join(ValueId process) {
  if (!world_.terms.is(process, ValueKind::kThread)) return;
  const auto thread = static_cast<ThreadId>(world_.terms[process].id);
  if (world_.threads[thread].kind != ThreadKind::kProcess || contains_sorted(state().over, thread)) return;
  world_.events.record({.kind = EventKind::kJoin,
                        .site = world_.sites.intern(site()),
                        .thread = state().self,
                        .whom = thread,
                        .locks = world_.log.intern(Lockset()),
                        .company = world_.log.intern(company())},
                       path_at(frame_, block_));
}

/// Into the queue that is input 0, or out of it.
void StepRunner::note_item(EventKind kind) {
  if (step_->number != kQueueItem || !world_.terms.points(input(0))) return;
  if (const auto place = one_place(world_.terms.target(input(0)))) note(kind, *place, LockMode::kExclusive, {}, {});
}

/// A variable of which a process that is over had a copy is read.
void StepRunner::note_look(LocationId place) {
  const bool after_process =
      std::ranges::any_of(state().over, [&](ThreadId thread) { return world_.threads[thread].kind == ThreadKind::kProcess; });
  if (!after_process) return;
  const Object* object = world_.object_of(place);
  if (object == nullptr || object->kind != ObjectKind::kGlobal || world_.is_shared_by_processes(place)) return;
  note(EventKind::kLook, place, LockMode::kExclusive, {}, {});
}

}  // namespace check
