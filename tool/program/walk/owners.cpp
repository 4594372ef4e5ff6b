// Objects that are guarded by the lock of whoever leads to them: what is reached through a structure, under the structure's lock.
//
// Each such object gets locks that no program names, one for each kind of owner. Two threads that hold the same one hold the lock
// of the object's owner, whichever owner that is: a node of a list is in one list at a time.
#include <functional>
#include <set>

#include "tool/program/state/taken.h"
#include "tool/program/walk/step_runner.h"

namespace check {
namespace {

/// What keeps a lock, and perhaps pointers to what the lock guards: the object, or the element of an array, around it.
LocationId owner_of(const Terms& terms, LocationId lock) {
  while (terms[lock].kind == PlaceKind::kField) lock = terms[lock].parent;
  return lock;
}

/// The two are remainders of one number: the bucket of a key, and the lock of a key.
bool are_of_one_key(const World& world, ValueId a, ValueId b) {
  const auto is_remainder = [&](const ValueNode& node) {
    return node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == Operation::kRemainder;
  };
  const ValueNode& first = world.terms[a];
  const ValueNode& second = world.terms[b];
  return is_remainder(first) && is_remainder(second) && first.operands[0] == second.operands[0];
}

/// The place is in the element of an array that belongs to the lock, which is an element of another one: bucket[i] and lock[i].
bool stands_beside(World& world, LocationId place, LocationId lock) {
  const PlaceNode owner = world.terms[owner_of(world.terms, lock)];
  const bool is_element = owner.kind == PlaceKind::kElement && owner.value != kUnknownValue;
  if (!is_element || world.terms.is(owner.value, ValueKind::kNumber)) return false;
  for (; world.terms[place].kind == PlaceKind::kField || world.terms[place].kind == PlaceKind::kElement;
       place = world.terms[place].parent) {
    const PlaceNode& part = world.terms[place];
    if (part.kind != PlaceKind::kElement || world.terms.is(part.value, ValueKind::kNumber)) continue;
    if (owner.value == world.terms.every_index()) return true;
    if (part.value == owner.value || are_of_one_key(world, part.value, owner.value)) return true;
  }
  return false;
}

/// By the name of the lock in its owner, below all numbers of families.
ValueId number_of_member(World& world, LocationId lock) {
  return world.terms.number(-1 - static_cast<std::int64_t>(world.terms[lock].id));
}

}  // namespace

/// The pointer was loaded from a place where the way starts, or from what was reached from there, on all ways.
bool StepRunner::is_reached_from(ValueId pointer, const std::function<bool(LocationId)>& is_start,
                                 std::set<ValueId>& visited) const {
  constexpr std::size_t kMostSteps = 32;
  if (!visited.insert(pointer).second) return true;
  if (visited.size() > kMostSteps) return false;
  if (const auto origin = world_.loaded_from.find(pointer); origin != world_.loaded_from.end()) {
    if (is_start(origin->second)) return true;
    const PlaceNode& root = world_.terms[world_.terms.root(origin->second)];
    return root.kind == PlaceKind::kPointee && is_reached_from(root.value, is_start, visited);
  }
  const auto merged = world_.merged_from.find(pointer);
  if (merged == world_.merged_from.end()) return false;
  return std::ranges::all_of(merged->second, [&](ValueId source) { return is_reached_from(source, is_start, visited); });
}

bool StepRunner::is_reached_through(ValueId pointer, LocationId owner) const {
  std::set<ValueId> visited;
  return is_reached_from(pointer, [&](LocationId place) { return world_.terms.is_inside(place, owner); }, visited);
}

/// The place is part of the owner, or of what is reached through it.
bool StepRunner::belongs_to(LocationId place, LocationId owner) const {
  if (world_.terms.is_inside(place, owner)) return true;
  const PlaceNode& root = world_.terms[world_.terms.root(place)];
  return root.kind == PlaceKind::kPointee && is_reached_through(root.value, owner);
}

/// An owner among others of its kind keeps pointers into itself: the iterators of a shard lead to the shard's own list.
LocationId StepRunner::inside_own_owner(ValueId pointer, LocationId target) {
  for (const Lock& lock : state().locks.locks()) {
    const LocationId owner = owner_of(world_.terms, lock.place);
    if (world_.terms[owner].kind != PlaceKind::kElement || !world_.terms.is_definite(owner)) continue;
    const LocationId family = without_indices(world_.terms, owner);
    for (LocationId part = target; part != world_.terms.root(target); part = world_.terms[part].parent) {
      if (without_indices(world_.terms, part) == family && is_reached_through(pointer, owner))
        return world_.terms.rebase(target, part, owner);
    }
  }
  return target;
}

/// An object that was reached through the owner of a held lock is guarded by its owner's lock, whichever owner that is: a node of
/// a list that begins in a bucket.
Lockset StepRunner::with_owners_locks(Lockset locks, LocationId written_root, LocationId actual_root) {
  if (world_.terms[written_root].kind != PlaceKind::kPointee) return locks;
  const LocationId own = world_.terms.field(actual_root, world_.lock_field);
  const auto acquire = [&](ValueId number, LockMode mode, std::uint32_t taken) {
    locks.acquire(world_.terms.element(own, number), mode, taken);
  };
  const auto object = static_cast<ObjectId>(world_.terms[world_.terms.root(actual_root)].id);
  const bool has_one_owner = !world_.in_several.contains(object);
  if (const Taken* taken = taken_with(world_, state(), written_root); taken != nullptr && !taken->locks.empty()) {
    // Whoever took it out of whichever structure has it alone.
    acquire(world_.terms.number(0), LockMode::kExclusive, taken->locks.front().taken);
    for (const Lock& lock : taken->locks) {
      const bool is_member = world_.terms[lock.place].kind == PlaceKind::kField;
      if (is_member && has_one_owner) acquire(number_of_member(world_, lock.place), LockMode::kExclusive, lock.taken);
    }
  }
  const ValueId pointer = world_.terms[written_root].value;
  const std::vector<Lock> held = state().locks.locks();
  for (const Lock& lock : held) {
    const LocationId owner = owner_of(world_.terms, lock.place);
    if (owner == written_root) continue;
    const auto leads_there = [&](LocationId place) {
      return world_.terms.is_inside(place, owner) || stands_beside(world_, place, lock.place);
    };
    std::set<ValueId> visited;
    if (!is_reached_from(pointer, leads_there, visited)) continue;
    if (world_.terms[lock.place].kind == PlaceKind::kField && has_one_owner)
      acquire(number_of_member(world_, lock.place), lock.mode, lock.taken);
    if (world_.terms[owner].kind == PlaceKind::kObject) continue;
    const LocationId family = without_indices(world_.terms, lock.place);
    acquire(world_.terms.number(static_cast<std::int64_t>(index_of(family))), lock.mode, lock.taken);
  }
  return locks;
}

/// The pointer was read where others find it, too: it had been put there before.
bool StepRunner::was_found(ValueId pointer) {
  const auto origin = world_.loaded_from.find(pointer);
  if (origin == world_.loaded_from.end()) return false;
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(origin->second, anywhere);
  return !anywhere && !places.empty() && std::ranges::none_of(places, [&](LocationId place) { return is_own_local(place); });
}

/// Which element of an array others find from now on; kUnknownValue if it is not a certain one.
void StepRunner::note_element_put(ValueId value) {
  if (!world_.terms.points(value) || was_found(value)) return;
  for (const ValueId target : world_.concrete(value).values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const auto place = static_cast<LocationId>(world_.terms[target].id);
    const LocationId root = world_.terms.root(place);
    if (world_.terms[root].kind != PlaceKind::kObject) continue;
    const PlaceNode& node = world_.terms[place];
    const bool is_element =
        world_.terms.is(value, ValueKind::kAddress) && node.kind == PlaceKind::kElement && node.parent == root;
    const bool is_once = rounds().empty() && world_.terms.is(node.value, ValueKind::kNumber);
    const bool is_certain = is_element && (is_once || is_new_in_each_round(node.value));
    world_.puts[static_cast<ObjectId>(world_.terms[root].id)].insert(
        {.place = here(), .index = is_certain ? node.value : kUnknownValue, .by = state().self});
  }
}

/// An object that others can find is put where they find it, too, unless it was taken out before or only moves within one owner.
void StepRunner::note_owner(LocationId place, ValueId value) {
  if (!world_.terms.points(value)) return;
  const LocationId root = world_.terms.root(world_.terms.target(value));
  if (contains_sorted(state().fresh, root) || is_taken_out(value)) {
    if (!state().locks.empty()) insert_sorted(state().placed, root);
    return;
  }
  if (contains_sorted(state().placed, root) || stays_with_owner(place, value)) return;
  for (const ValueId target : world_.concrete(value).values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const LocationId object = world_.terms.root(static_cast<LocationId>(world_.terms[target].id));
    if (world_.terms[object].kind != PlaceKind::kObject || contains_sorted(state().fresh, object)) continue;
    world_.put_into_several.insert(static_cast<ObjectId>(world_.terms[object].id));
  }
}

/// What is found through the owner of a held lock is put elsewhere in what the owner leads to, or into what will be put there.
bool StepRunner::stays_with_owner(LocationId place, ValueId value) {
  const bool is_taken = taken_with(world_, state(), world_.terms.root(place)) != nullptr;
  return std::ranges::any_of(state().locks.locks(), [&](const Lock& lock) {
    const LocationId owner = owner_of(world_.terms, lock.place);
    if (!is_taken && !belongs_to(place, owner)) return false;
    bool is_there = is_reached_through(value, owner);
    state().memory.for_each([&](LocationId other, ValueId known) {
      is_there = is_there || (known == value && other != place && belongs_to(other, owner));
    });
    return is_there;
  });
}

}  // namespace check
