// Objects that change hands: what a thread takes out of a shared structure, under the structure's lock, is its own from then on.
#include <algorithm>
#include <set>

#include "tool/program/state/taken.h"
#include "tool/program/walk/step_runner.h"
#include "tool/program/world/overlap.h"

namespace check {

/// `place`, which held `before`, gets another value: the object that it led to is not reached from there any more.
void StepRunner::note_removal(LocationId place, ValueId before) {
  if (state().locks.empty() || !world_.terms.is(before, ValueKind::kSymbol)) return;
  take(before, place);
  // An index that moves on leaves the element behind that it stood for.
  std::vector<std::pair<LocationId, ValueId>> elements;
  state().memory.for_each([&](LocationId other, ValueId held) {
    if (world_.terms.is(held, ValueKind::kSymbol) && world_.terms.mentions(other, before)) elements.emplace_back(other, held);
  });
  for (const auto& [element, held] : elements) take(held, element);
}

/// Everything in a container may be gone: what was read from it before is the reader's.
void StepRunner::note_removal_inside(LocationId whole) {
  if (state().locks.empty()) return;
  std::vector<std::pair<LocationId, ValueId>> elements;
  state().memory.for_each([&](LocationId place, ValueId held) {
    if (world_.terms.is(held, ValueKind::kSymbol) && world_.terms.is_inside(place, whole)) elements.emplace_back(place, held);
  });
  for (const Glimpse& glimpse : state().glimpses) {
    if (world_.terms.is_inside(glimpse.place, whole)) elements.emplace_back(glimpse.place, glimpse.value);
  }
  for (const auto& [element, held] : elements) take(held, element);
}

/// A counter that grows draws a number for its user, if nobody else can draw the same one.
void StepRunner::note_draw(LocationId counter, ValueId before, ValueId after) {
  const bool others_run = state().self != kMainThread || !state().running.empty();
  if (!others_run) return;
  const bool is_alone = step_->op == Op::kLibrary || !state().locks.empty();
  const ValueId step = world_.terms.difference(after, before);
  const bool grows = before != kUnknownValue && world_.terms.is(step, ValueKind::kNumber) && !world_.terms.is_number(step, 0);
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(counter, anywhere);
  if (is_alone && grows && world_.terms.is(before, ValueKind::kSymbol))
    claim_drawn(before, places.size() == 1 && !anywhere ? places[0] : counter);
  if (places.size() == 1 && !anywhere && is_alone && grows && world_.terms.is(before, ValueKind::kSymbol)) {
    world_.tickets.draw(before, places[0]);
    return;
  }
  if (is_alone && grows) return;
  for (const LocationId place : places) {
    if (!contains_sorted(state().fresh, world_.terms.root(place))) world_.tickets.spoil(place);
  }
}

/// If it is known which number was drawn, nobody else draws it.
void StepRunner::claim_drawn(ValueId number, LocationId counter) {
  world_.drawn_from[number] = counter;
  const ValueId decided = state().facts.decide(world_.terms, number);
  if (world_.terms.is(decided, ValueKind::kNumber)) insert_sorted(state().order.claims, world_.terms.element(counter, decided));
}

/// The number differs in each round of the only loop around this step, and nobody else runs the step.
bool StepRunner::is_new_in_each_round(ValueId number) {
  const std::vector<ValueId> around = rounds();
  if (around.size() != 1 || number == kUnknownValue) return false;
  for (ThreadId thread = state().self; thread != kMainThread; thread = world_.threads[thread].parent) {
    const Thread& info = world_.threads[thread];
    if (info.loops > 0 || info.met_itself || info.meets_itself) return false;
  }
  const ValueId next = world_.terms.rewrite(
      number, [&](ValueId atom) { return atom == around[0] ? world_.terms.sum(atom, world_.terms.number(1)) : atom; });
  const ValueId step = world_.terms.difference(next, number);
  return world_.terms.is(step, ValueKind::kNumber) && !world_.terms.is_number(step, 0);
}

/// Indices that are put into a container. Negative numbers, which say that there are no more, are none.
void StepRunner::note_put(LocationId place, ValueId value) {
  const ValueNode& node = world_.terms[value];
  const bool is_end = node.kind == ValueKind::kNumber && node.number < 0;
  const bool is_number = node.kind == ValueKind::kNumber || node.kind == ValueKind::kSymbol || node.kind == ValueKind::kSum ||
                         node.kind == ValueKind::kUnknown || node.kind == ValueKind::kApply || node.kind == ValueKind::kProduct;
  const auto is_element = [&](LocationId part) { return world_.terms[part].kind == PlaceKind::kElement; };
  LocationId part = place;
  while (!is_element(part) && world_.terms[part].kind == PlaceKind::kField) part = world_.terms[part].parent;
  if (is_end || !is_number || !is_element(part)) return;
  world_.tickets.put(without_indices(world_.terms, place), {path_at(frame_, block_), site()}, is_new_in_each_round(value));
}

/// A number that was taken out of a container, where nobody finds it again.
void StepRunner::note_taken_number(ValueId number, LocationId from) {
  const std::set<LocationId> families = families_of(from);
  if (families.size() == 1 && world_.tickets.all_differ(*families.begin())) world_.tickets.draw(number, *families.begin());
}

void StepRunner::take(ValueId pointer, LocationId from) {
  // An object that was put elsewhere meanwhile has only moved.
  bool is_elsewhere = false;
  state().memory.for_each([&](LocationId place, ValueId held) {
    const Object* object = world_.object_of(place);
    const bool is_variable = object != nullptr && object->kind == ObjectKind::kLocal;
    is_elsewhere = is_elsewhere || (held == pointer && place != from && !is_variable);
  });
  if (is_elsewhere) return;
  note_taken_number(pointer, from);
  note_taken(state(), {.pointee = world_.terms.pointee(pointer), .from = from, .locks = state().locks.locks()});
}

/// All that was in a container is in a variable of this thread now, and nobody else finds it.
void StepRunner::take_whole(LocationId variable, LocationId from) {
  const auto before = std::ranges::find(state().taken, world_.terms.root(from), &Taken::pointee);
  std::vector<Lock> locks = before != state().taken.end() ? before->locks : state().locks.locks();
  forget_taken(state(), world_.terms.root(from));
  if (!locks.empty() && is_variable_of_this_thread(variable))
    note_taken(state(), {.pointee = variable, .from = from, .locks = std::move(locks)});
}

/// Something that others find, too, is put into a variable that had only what was taken.
void StepRunner::forget_filled(LocationId place, ValueId value) {
  const LocationId variable = world_.terms.root(place);
  if (state().taken.empty() || world_.terms[variable].kind != PlaceKind::kObject) return;
  if (!world_.terms.points(value) || is_taken_out(value)) return;
  const bool is_fresh = contains_sorted(state().fresh, world_.terms.root(world_.terms.target(value)));
  const Targets targets = world_.concrete(value);
  const bool leads_on =
      std::ranges::any_of(targets.values, [&](ValueId one) { return world_.terms.is(one, ValueKind::kAddress); });
  if (leads_on && !is_fresh) forget_taken(state(), variable);
}

/// What is put where it was taken from, or somewhere else later, is found there by others. In the step that takes it, it may be
/// put elsewhere: two buffers are swapped. Only who looks there finds it.
void StepRunner::put_back(LocationId place, ValueId value) {
  const auto is_value = [&](const Taken& taken) { return world_.terms[taken.pointee].value == value; };
  if (std::ranges::none_of(state().taken, is_value)) return;
  const std::set<LocationId> to = families_of(place);
  std::erase_if(state().taken, [&](const Taken& taken) {
    if (!is_value(taken)) return false;
    const bool is_one_step = std::ranges::all_of(taken.locks, [&](const Lock& lock) { return state().locks.holds(lock.place); });
    if (taken.is_settled || !is_one_step) return true;
    const std::set<LocationId> from = families_of(taken.from);
    return std::ranges::any_of(to, [&](LocationId family) { return from.contains(family); });
  });
  for (Taken& taken : state().taken) {
    if (!is_value(taken)) continue;
    for (const LocationId family : to) {
      insert_sorted(taken.kept_in, family);
      world_.has_learned_sharing = world_.keepers.insert(family).second || world_.has_learned_sharing;
    }
  }
}

/// The places that it may be, without indices.
std::set<LocationId> StepRunner::families_of(LocationId place) {
  bool anywhere = false;
  std::set<LocationId> families;
  for (const LocationId concrete : world_.concrete(place, anywhere)) families.insert(without_indices(world_.terms, concrete));
  return families;
}

bool StepRunner::is_taken_out(ValueId pointer) {
  const auto is_taken = [&](LocationId pointee) {
    return std::ranges::find(state().taken, pointee, &Taken::pointee) != state().taken.end();
  };
  if (is_taken(world_.terms.pointee(pointer))) return true;
  // With all that was in a container.
  const auto origin = world_.loaded_from.find(pointer);
  if (origin == world_.loaded_from.end()) return false;
  const LocationId variable = world_.terms.root(origin->second);
  return world_.terms[variable].kind == PlaceKind::kObject && is_taken(variable);
}

/// The locks that guard an access: those that are held, and those under which its object was taken.
Lockset StepRunner::guarding_locks(LocationId root) {
  Lockset locks = state().locks;
  const Taken* taken = taken_with(world_, state(), root);
  if (taken == nullptr) return locks;
  for (const Lock& lock : taken->locks) locks.add_of_taker(lock);
  return locks;
}

}  // namespace check
