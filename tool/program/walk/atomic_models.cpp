// Atomic operations: accesses that do not race with one another, and flags that are used as locks.
#include "tool/program/state/taken.h"
#include "tool/program/walk/seeing.h"
#include "tool/program/walk/step_runner.h"

namespace check {

void StepRunner::run_atomic_model() {
  if (step_->model == Model::kFence) return fence();
  if (!world_.terms.points(input(0))) return answer(new_symbol());
  const LocationId place = world_.terms.target(input(0));
  switch (step_->model) {
    case Model::kAtomicLoad:
      record(place, AccessKind::kRead, true);
      return answer(load_atomic(place));
    case Model::kAtomicStore:
      record(place, AccessKind::kWrite, true);
      if (input_count() > 1) note_split_update(place, input(1));
      store_atomic(place, input_count() > 1 ? input(1) : world_.terms.number(0), kUnknownValue);
      return;
    case Model::kAtomicExchange:
      record(place, AccessKind::kUpdate, true);
      return exchange(place, input_count() > 1 ? input(1) : world_.terms.number(1));
    case Model::kAtomicUpdate: {
      record(place, AccessKind::kUpdate, true);
      const ValueId old = load_atomic(place);
      const ValueId change = input_count() > 1 ? input(1) : kUnknownValue;
      store_atomic(place, world_.terms.sum(old, change), change);
      note_draw(place, old, world_.terms.sum(old, change));
      return answer(old);
    }
    case Model::kAtomicCompare: {
      record(place, AccessKind::kUpdate, true);
      const ValueId expected = world_.terms.points(input(1)) ? load(world_.terms.target(input(1))) : kUnknownValue;
      compare_exchange(place, expected, input(2), world_.terms.number(1), world_.terms.number(0));
      if (world_.terms.points(input(1))) note_found_instead(place, world_.terms.target(input(1)));
      return;
    }
    case Model::kAtomicCompareValue:
      record(place, AccessKind::kUpdate, true);
      return compare_exchange(place, input(1), input(2), world_.terms.number(1), world_.terms.number(0));
    case Model::kAtomicCompareOld:
      record(place, AccessKind::kUpdate, true);
      return compare_exchange(place, input(1), input(2), input(1), new_symbol());
    default:
      return;
  }
}

bool StepRunner::acquires() const { return step_->order == MemoryOrder::kAcquire || step_->order == MemoryOrder::kBoth; }

bool StepRunner::releases() const { return step_->order == MemoryOrder::kRelease || step_->order == MemoryOrder::kBoth; }

void StepRunner::take_flag(LocationId place) {
  acquire_in(state(), world_.terms.address(place), LockMode::kExclusive);
  if (!acquires()) note_broken_lock(place);
}

/// A lock that is taken without acquire, or given up without release, shows the next owner nothing.
void StepRunner::note_broken_lock(LocationId place) {
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) world_.broken_locks.insert(concrete);
}

/// Others may write it at any time, so without a lock it is not remembered.
ValueId StepRunner::load_atomic(LocationId place) {
  bool anywhere = false;
  Targets targets;
  for (const LocationId concrete : world_.concrete(place, anywhere)) targets.add(world_.memory.read(concrete));
  targets.anything = targets.anything || anywhere;
  const ValueId symbol = new_symbol();
  world_.symbols.add(static_cast<SymbolId>(world_.terms[symbol].id), targets);
  world_.loaded_from[symbol] = place;
  world_.signals.note_load(symbol, acquires() || !state().locks.empty() ? LoadOrder::kOrdered : LoadOrder::kRelaxed);
  if (step_->order == MemoryOrder::kBoth) world_.signals.note_total_order(symbol);
  if (acquires()) note_fenced(world_, state(), place);
  if (!state().locks.empty()) state().memory.set(place, symbol);  // until the lock is given up
  return symbol;
}

namespace {

/// What was found there before, under a lock that is still held, is there no more.
void renew_known(State& state, LocationId place, ValueId value) {
  if (state.memory.find(place) != nullptr) state.memory.set(place, value);
}

}  // namespace

void StepRunner::store_atomic(LocationId place, ValueId value, ValueId step) {
  note_store(place, true, step, step == kUnknownValue ? value : kUnknownValue);
  note_flag(place, value);
  if (step_->model != Model::kAtomicUpdate) note_draw(place, kUnknownValue, value);
  if (world_.terms.is_number(value, 0) && state().locks.holds(place)) {
    interpreter_.note_released(place, state().locks.depth(place));
    state().locks.release(place);
    settle_taken(state());
    if (!releases()) note_broken_lock(place);
    forget_what_others_write(state());
  }
  if (step_->model != Model::kAtomicUpdate) break_claims(place, value);
  renew_known(state(), place, value);
  store_into(place, value);
  publish_atomically(value);
}

/// Without release, who finds the pointer sees nothing of what was done to its object.
void StepRunner::publish_atomically(ValueId value) {
  if (!releases() && !state().order.is_fenced) note_leaked(value);
  publish(value);
}

/// Setting a flag that was clear takes it, if it is used as a lock; finding it set means that another has it.
void StepRunner::exchange(LocationId place, ValueId value) {
  note_store(place, true, kUnknownValue, kUnknownValue);
  store_into(place, value);
  publish_atomically(value);
  if (!world_.terms.is(value, ValueKind::kNumber) || world_.terms.is_number(value, 0)) return answer(load_atomic(place));
  split(value);
  forget_what_others_write(state());
  claim(place, world_.terms.number(0));
  take_flag(place);
  answer(world_.terms.number(0));
}

void StepRunner::compare_exchange(LocationId place, ValueId expected, ValueId wanted, ValueId success, ValueId failure) {
  split(failure);
  note_store(place, true, kUnknownValue, kUnknownValue);
  renew_known(state(), place, wanted);
  store_into(place, wanted);
  publish_atomically(wanted);
  forget_what_others_write(state());
  const bool takes =
      world_.terms.is_number(expected, 0) && world_.terms.is(wanted, ValueKind::kNumber) && !world_.terms.is_number(wanted, 0);
  const bool changes = world_.terms.is(expected, ValueKind::kNumber) && expected != wanted;
  if (changes) {
    claim(place, expected);
    if (acquires()) insert_sorted(state().order.heard, {.signal = place, .value = expected, .is_taken = true});
  }
  if (takes) take_flag(place);
  answer(success);
}

/// Who has found another value than the expected one is told which: the next try expects that.
void StepRunner::note_found_instead(LocationId place, LocationId expected) {
  Way* const changed = way_;
  for (Way& failed : split_) {
    way_ = &failed;
    store(expected, load_atomic(place));
  }
  way_ = changed;
}

/// Relaxed operations before and after a fence order what the fence stands between.
void StepRunner::fence() {
  if (releases()) state().order.is_fenced = true;
  if (!acquires()) return;
  forget_what_others_write(state());
  for (const LocationId signal : state().order.noticed) state().order.seen.insert(signal);
  note_fenced(world_, state());
}

/// Flags that are raised before others are looked at, all in the one order of sequential consistency.
void StepRunner::note_flag(LocationId place, ValueId value) {
  if (step_->order != MemoryOrder::kBoth || !world_.terms.is(value, ValueKind::kNumber)) return;
  const bool is_lowered = world_.terms.is_number(value, 0);
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) {
    if (!is_lowered) insert_sorted(state().order.raised, concrete);
    if (is_lowered && std::erase(state().order.raised, concrete) > 0) state().order.tested.clear();
  }
}

/// Whoever finds the object by this pointer need not see what was written into it before.
void StepRunner::note_leaked(ValueId pointer) {
  for (const ValueId target : world_.concrete(pointer).values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const LocationId root = world_.terms.root(static_cast<LocationId>(world_.terms[target].id));
    if (!contains_sorted(state().fresh, root)) continue;
    const bool is_news = world_.leaked.insert(static_cast<ObjectId>(world_.terms[root].id)).second;
    world_.has_learned_sharing = world_.has_learned_sharing || is_news;
  }
}

/// The thread has found `expected` and changed it, which only one does, unless the place gets that value again while others run.
void StepRunner::claim(LocationId place, ValueId expected) {
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(place, anywhere);
  insert_sorted(state().order.claims, places.size() == 1 && !anywhere ? places[0] : place);
  for (const LocationId concrete : places) world_.claimed_from[without_indices(world_.terms, concrete)].insert(expected);
}

/// A store of the value that claimers look for lets another claim again.
void StepRunner::break_claims(LocationId place, ValueId value) {
  if (is_alone(state())) return;
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) {
    if (contains_sorted(state().fresh, world_.terms.root(concrete))) continue;
    const auto expected = world_.claimed_from.find(without_indices(world_.terms, concrete));
    const bool is_other =
        expected != world_.claimed_from.end() && world_.terms.is(value, ValueKind::kNumber) && !expected->second.contains(value);
    if (!is_other) world_.broken_claims.insert(concrete);
  }
}

}  // namespace check
