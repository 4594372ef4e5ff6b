// Steps that read and write memory.
#include <algorithm>
#include <set>
#include <vector>

#include "tool/program/state/taken.h"
#include "tool/program/walk/step_runner.h"
#include "tool/program/world/overlap.h"

namespace check {
namespace {

/// Places in memory that one way knows the values of. Each store and each round of a loop looks at all of them.
constexpr std::size_t kMostKnown = 256;
/// Numbers of which one may be at a place.
constexpr std::size_t kMostNumbers = 3;

/// What may have run before a store: a value that is stored when the threads are over is not one that they began with.
std::vector<Running> have_run(const State& state) {
  std::vector<Running> threads = state.running;
  if (!threads.empty()) return threads;
  for (const ThreadId over : state.over) threads.push_back({.thread = over});
  return threads;
}

/// All that is ever stored there are a few numbers: the end of a part, or that of the whole.
void note_one_of(World& world, ValueId symbol, const Targets& targets) {
  const auto is_number = [&](ValueId value) {
    const ValueKind kind = world.terms[value].kind;
    return kind == ValueKind::kNumber || kind == ValueKind::kSymbol || kind == ValueKind::kSum || kind == ValueKind::kProduct ||
           kind == ValueKind::kApply || kind == ValueKind::kOfRound;
  };
  const bool are_few = targets.values.size() > 1 && targets.values.size() <= kMostNumbers;
  if (targets.anything || !are_few || !std::ranges::all_of(targets.values, is_number)) return;
  world.alternatives[symbol] = std::set<ValueId>(targets.values.begin(), targets.values.end());
}

/// What a choice may lead to, where its values are computed from the outcome of another one: a begin, and an end so far behind
/// it.
std::set<ValueId> outcomes_of(World& world, const std::set<ValueId>& values) {
  std::set<ValueId> outcomes;
  for (const ValueId value : values) {
    std::set<ValueId> inner;
    world.terms.visit_atoms(value, [&](ValueId atom) {
      const auto known = atom == value ? world.alternatives.end() : world.alternatives.find(atom);
      if (known == world.alternatives.end() || !inner.empty()) return;
      for (const ValueId one : known->second)
        inner.insert(world.terms.rewrite(value, [&](ValueId other) { return other == atom ? one : other; }));
    });
    if (inner.empty()) inner.insert(value);
    outcomes.insert(inner.begin(), inner.end());
  }
  return outcomes.size() <= kMostNumbers ? outcomes : values;
}

/// All that is ever stored there is one of the values of one choice, made before: a smaller of two numbers.
void note_chosen_before_store(World& world, ValueId symbol, const Targets& targets, LocationId place) {
  const auto choice = world.stored_choices.find(without_indices(world.terms, place));
  const bool is_chosen = choice != world.stored_choices.end() && !targets.anything && targets.values.size() == choice->second;
  if (is_chosen) world.chosen_before_store.insert(symbol);
  if (!is_chosen) world.chosen_before_store.erase(symbol);
}

}  // namespace

/// The value at the place, on this way. Who knows too much forgets what is not a whole variable, and then all.
void StepRunner::remember(LocationId place, ValueId value) {
  auto& memory = state().memory;
  if (memory.size() >= kMostKnown) {
    PersistentMap<LocationId, ValueId> kept;
    memory.for_each([&](LocationId other, ValueId held) {
      if (kept.size() < kMostKnown / 2 && world_.terms[other].kind == PlaceKind::kObject) kept.set(other, held);
    });
    memory = kept;
  }
  memory.set(place, value);
}

bool StepRunner::is_own_local(LocationId place) const {
  const Object* object = world_.object_of(place);
  return object != nullptr && object->kind == ObjectKind::kLocal && !object->reachable;
}

bool StepRunner::is_variable_of_this_thread(LocationId place) const {
  const Object* object = world_.terms.root(place) == place ? world_.object_of(place) : nullptr;
  return object != nullptr && object->kind == ObjectKind::kLocal && world_.paths[object->path].thread == state_of_way().self;
}

void StepRunner::begin_variable(std::uint32_t local) {
  const LocationId whole = local_place(world_, frame_, local);
  auto& map = is_own_local(whole) ? state().locals : state().memory;
  map.erase_if([&](LocationId place, ValueId) { return world_.terms.is_inside(place, whole); });
  forget_taken(state(), whole);
  if (!is_own_local(whole)) insert_sorted(state().fresh, whole);
}

void StepRunner::run_allocate() {
  const LocationId object = allocated_place(world_, frame_, block_, way_->next);
  insert_sorted(state().fresh, object);
  answer(world_.terms.address(world_.terms.element(object, world_.terms.number(0))));
}

/// Each instance has variables of its own, which no other one writes that never got their address.
bool StepRunner::is_written_by_instances(const State& state, LocationId place) const {
  if (!world_.threads[state.self].met_itself) return false;
  const Object* object = world_.object_of(place);
  const bool is_variable =
      object != nullptr && object->kind == ObjectKind::kLocal && world_.paths[object->path].thread == state.self;
  return !is_variable || world_.memory.is_lent(static_cast<ObjectId>(world_.terms[world_.terms.root(place)].id));
}

bool StepRunner::may_change_now(LocationId place) const {
  const State& now = state_of_way();
  const bool has_instances = is_written_by_instances(now, place);
  if (!world_.is_shared_by_processes(place)) {  // other processes write their own copies
    std::vector<Running> threads = now.running;
    std::erase_if(threads, [&](const Running& other) { return world_.threads[other.thread].kind == ThreadKind::kProcess; });
    const bool is_process = world_.threads[now.self].kind == ThreadKind::kProcess;
    if (is_process && threads.empty()) return false;
    return world_.memory.may_change_now(now.self, has_instances, place, threads);
  }
  return world_.memory.may_change_now(now.self, has_instances, place, now.running);
}

/// While threads run that do not write the place, it is to all of them one value.
ValueId StepRunner::still_or_new_symbol(LocationId place) {
  const Object* object = world_.object_of(place);
  const bool is_one = object != nullptr && !object->own_to_thread && !is_own_local(place) && world_.terms.is_definite(place);
  const bool names_others = world_.terms.has_atoms(place);
  if (is_alone(state()) || !is_one || names_others || !world_.memory.is_still(place)) return new_symbol();
  return world_.symbol({.kind = SymbolKind::kStill, .a = static_cast<std::uint32_t>(place)});
}

/// What is at the place, as far as this thread can tell.
ValueId StepRunner::load(LocationId place) {
  auto& own = is_own_local(place) ? state().locals : state().memory;
  if (const ValueId* known = own.find(place)) return state().facts.decide(world_.terms, *known);
  if (is_own_local(place) && world_.terms.root(place) == place) {
    const ValueId symbol = new_symbol();
    own.set(place, symbol);
    return symbol;
  }
  bool anywhere = false;
  bool changes = false;
  Targets targets;
  const std::vector<LocationId> places = world_.concrete(place, anywhere);
  for (const LocationId concrete : places) {
    targets.add(world_.memory.read(concrete));
    changes = changes || may_change_now(concrete);
  }
  targets.anything = targets.anything || anywhere;
  ValueId value = places.size() == 1 && !anywhere ? still_or_new_symbol(places[0]) : new_symbol();
  const auto is_still = [&](LocationId concrete) { return world_.memory.is_still(concrete); };
  const bool is_of_a_container = step_->op == Op::kLibrary || step_->access == AccessMode::kHidden;  // its size
  if (!is_of_a_container || anywhere || !std::ranges::all_of(places, is_still)) world_.memory.forget_computed_once(value);
  const bool is_known = targets.values.size() == 1 && !targets.anything && world_.terms.is_definite(*targets.values.begin());
  if (is_known) {
    value = *targets.values.begin();
  } else {
    world_.symbols.add(static_cast<SymbolId>(world_.terms[value].id), targets);
    note_one_of(world_, value, targets);
    if (places.size() == 1) note_chosen_before_store(world_, value, targets, places[0]);
    world_.loaded_from[value] = place;
    const Object* object = world_.object_of(place);
    if (object != nullptr && object->kind == ObjectKind::kLocal) interpreter_.note_given(value);
    world_.signals.note_load(value, !state().locks.empty() ? LoadOrder::kOrdered : LoadOrder::kPlain);
  }
  // Under a lock the others hold still; without one, what they write is seen at the next load.
  if (world_.terms.is_definite(place) && (!changes || !state().locks.empty())) {
    if (is_own_local(place)) {
      own.set(place, value);
    } else {
      remember(place, value);
    }
  }
  if (!world_.terms.is_definite(place) && !state().locks.empty())
    insert_sorted(state().glimpses, {.place = place, .value = value});
  return value;
}

void StepRunner::forget_overlapping(LocationId place) {
  auto& map = is_own_local(place) ? state().locals : state().memory;
  map.erase_if([&](LocationId other, ValueId) { return other != place && may_overlap(world_, other, place); });
}

void StepRunner::forget(LocationId place) {
  note_removal_inside(place);
  forget_overlapping(place);
  (is_own_local(place) ? state().locals : state().memory).erase(place);
  if (!is_own_local(place)) store_into(place, kUnknownValue);
}

void StepRunner::store(LocationId place, ValueId value) {
  note_exchange(place, value);
  forget_filled(place, value);
  if (!is_own_local(place)) show_variables(value);
  if (const ValueId* before = state().memory.find(place); before != nullptr && *before != value) note_removal(place, *before);
  forget_overlapping(place);
  if (is_own_local(place)) {
    if (world_.terms.is_definite(place)) state().locals.set(place, value);
    // The elements of an array are too many to know one by one.
    if (world_.terms.root(place) != place) store_into(place, value);
    return;
  }
  bool changes = false;
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) {
    changes = changes || may_change_now(concrete);
  }
  state().memory.erase(place);
  if (world_.terms.is_definite(place) && (!changes || !state().locks.empty())) remember(place, value);
  store_into(place, value);
  const LocationId root = world_.terms.root(place);
  const Object* object = world_.object_of(place);
  const bool is_variable = is_variable_of_this_thread(root) && state().running.empty();
  const bool is_own = object != nullptr && object->own_to_thread;
  if (is_own) return;
  note_element_put(value);
  if (is_variable) return;
  if (contains_sorted(state().fresh, root)) return;
  note_owner(place, value);
  publish(value);
  put_back(place, value);
}

/// What a loop computes in each round, as a function of the round that says where it is stored.
ValueId StepRunner::as_of_round(LocationId place, ValueId value) {
  return world_.terms.rewrite(value, [&](ValueId atom) {
    const auto round = world_.of_rounds.find(atom);
    const bool is_told_by_place = round != world_.of_rounds.end() && world_.terms.mentions(place, round->second);
    return is_told_by_place ? world_.terms.of_round(static_cast<SymbolId>(world_.terms[atom].id), round->second) : atom;
  });
}

/// The address of a variable is kept somewhere: from then on it is not followed who gets it.
void StepRunner::show_variables(ValueId value) {
  if (state().fresh.empty()) return;
  if (!world_.terms.points(value)) {
    for (const ValueId operand : std::vector<ValueId>(world_.terms[value].operands)) show_variables(operand);
    return;
  }
  for (const ValueId target : world_.concrete(value).values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const LocationId root = world_.terms.root(static_cast<LocationId>(world_.terms[target].id));
    const Object* object = world_.object_of(root);
    if (object != nullptr && object->kind == ObjectKind::kLocal) std::erase(state().fresh, root);
  }
}

/// For everybody to see.
void StepRunner::store_into(LocationId place, ValueId value) {
  if (!world_.of_rounds.empty()) value = as_of_round(place, value);
  const Targets targets = world_.concrete(value);
  const bool are_numbers =
      std::ranges::all_of(targets.values, [&](ValueId target) { return world_.terms.is(target, ValueKind::kNumber); });
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) {
    note_put(concrete, value);
    const auto write = [&](ValueId what) {
      if (world_.is_before_main) {
        world_.memory.initialise(concrete, what);
      } else {
        world_.memory.write(concrete, what, state().self, have_run(state()));
      }
    };
    const auto choice = world_.alternatives.find(value);
    if (are_numbers && world_.memory.is_computed_once(value)) {
      write(value);
    } else if (are_numbers && choice != world_.alternatives.end()) {
      const std::set<ValueId> outcomes = outcomes_of(world_, choice->second);
      world_.stored_choices[without_indices(world_.terms, concrete)] = outcomes.size();
      for (const ValueId one : outcomes) write(one);
    } else {
      // An address inside of what nobody knows says nothing to others.
      if (targets.values.empty()) write(world_.terms.is(value, ValueKind::kAddress) ? kUnknownValue : value);
      for (const ValueId target : targets.values) write(target);
      if (!targets.values.empty() && targets.anything) write(kUnknownValue);
    }
  }
}

void StepRunner::note_shared_thread_locals(ValueId value) {
  const ValueNode& node = world_.terms[value];
  for (const ValueId operand : node.operands) note_shared_thread_locals(operand);
  if (node.kind != ValueKind::kAddress) return;
  const LocationId root = world_.terms.root(static_cast<LocationId>(node.id));
  const Object* object = world_.object_of(root);
  if (object == nullptr || !object->own_to_thread) return;
  const bool is_news = world_.shared_thread_locals.insert(static_cast<ObjectId>(world_.terms[root].id)).second;
  world_.has_learned_sharing = world_.has_learned_sharing || is_news;
}

/// Others may know the object now, and all that can be reached from it, also through variables.
void StepRunner::publish(ValueId value) {
  note_shared_thread_locals(value);
  if (state().fresh.empty()) return;
  std::vector<ValueId> waiting = {value};
  std::set<LocationId> reached;
  while (!waiting.empty()) {
    const ValueId next = waiting.back();
    waiting.pop_back();
    for (const ValueId target : world_.concrete(next).values) {
      const ValueNode node = world_.terms[target];
      waiting.insert(waiting.end(), node.operands.begin(), node.operands.end());
      if (node.kind != ValueKind::kAddress) continue;
      const LocationId root = world_.terms.root(static_cast<LocationId>(node.id));
      const Object* object = world_.object_of(root);
      const bool was_fresh = contains_sorted(state().fresh, root);
      if (!was_fresh && (object == nullptr || object->kind != ObjectKind::kLocal)) continue;
      if (!reached.insert(root).second) continue;
      std::erase(state().fresh, root);
      state().memory.for_each([&](LocationId place, ValueId held) {
        const bool leads_on = world_.terms.is(held, ValueKind::kAddress) || world_.terms.is(held, ValueKind::kClosure);
        if (leads_on && world_.terms.root(place) == root) waiting.push_back(held);
      });
    }
  }
}

void StepRunner::run_load() {
  if (!world_.terms.points(input(0))) return answer(new_symbol());
  const LocationId place = world_.terms.target(input(0));
  if (step_->access != AccessMode::kHidden) record(place, AccessKind::kRead, false);
  answer(load(place));
}

void StepRunner::run_store() {
  if (!world_.terms.points(input(0))) return;
  const LocationId place = world_.terms.target(input(0));
  const ValueId value = state().facts.decide(world_.terms, input(1));
  const ValueId* before = state().memory.find(place);
  const ValueId old = before == nullptr ? kUnknownValue : *before;
  if (step_->access != AccessMode::kHidden) {
    record(place, AccessKind::kWrite, false);
    const bool is_step = world_.terms.is(old, ValueKind::kSymbol) && value != old;
    note_store(place, false, is_step ? world_.terms.difference(value, old) : kUnknownValue, value);
    note_copy(place, value);
  }
  if (step_->access != AccessMode::kHidden && !is_own_local(place)) {
    note_draw(place, old, value);
    note_split_update(place, value);
  }
  store(place, value);
}

/// The value of a signal is kept somewhere for later.
void StepRunner::note_copy(LocationId place, ValueId value) {
  const auto origin = world_.loaded_from.find(value);
  if (origin == world_.loaded_from.end() || world_.signals.order_of(value) != LoadOrder::kOrdered) return;
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) {
    for (const LocationId signal : world_.concrete(origin->second, anywhere))
      world_.copies[without_indices(world_.terms, concrete)].insert(signal);
  }
}

void StepRunner::run_update() {
  if (!world_.terms.points(input(0))) return answer(new_symbol());
  const LocationId place = world_.terms.target(input(0));
  if (step_->access != AccessMode::kHidden) {
    record(place, AccessKind::kUpdate, false);
    const ValueId operand = state().facts.decide(world_.terms, input(1));
    const bool is_sum = step_->operation == Operation::kAdd || step_->operation == Operation::kSubtract;
    const ValueId step = step_->operation == Operation::kSubtract ? world_.terms.scaled(operand, -1) : operand;
    const ValueId* before = state().memory.find(place);
    const ValueId after = before == nullptr ? kUnknownValue : world_.terms.apply(step_->operation, *before, operand);
    const bool is_index = !world_.terms.is(after, ValueKind::kNumber);
    note_store(place, false, is_sum ? step : kUnknownValue, is_index ? after : kUnknownValue);
  }
  const ValueId old = load(place);
  const ValueId updated = world_.terms.apply(step_->operation, old, state().facts.decide(world_.terms, input(1)));
  store(place, updated);
  if (step_->access != AccessMode::kHidden) note_draw(place, old, updated);
  answer(step_->number == 1 ? old : updated);
}

}  // namespace check
