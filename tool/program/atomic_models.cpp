// Atomic operations: accesses that do not race with one another, and flags that are used as locks.
#include "tool/program/step_runner.h"

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
      store_atomic(place, input_count() > 1 ? input(1) : world_.terms.number(0));
      return;
    case Model::kAtomicExchange:
      record(place, AccessKind::kUpdate, true);
      return exchange(place, input_count() > 1 ? input(1) : world_.terms.number(1));
    case Model::kAtomicUpdate: {
      record(place, AccessKind::kUpdate, true);
      const ValueId old = load_atomic(place);
      const ValueId change = input_count() > 1 ? input(1) : kUnknownValue;
      store_atomic(place, world_.terms.sum(old, change));
      note_draw(place, old, world_.terms.sum(old, change));
      return answer(old);
    }
    case Model::kAtomicCompare: {
      record(place, AccessKind::kUpdate, true);
      const ValueId expected = world_.terms.points(input(1)) ? load(world_.terms.target(input(1))) : kUnknownValue;
      compare_exchange(place, expected, input(2), world_.terms.number(1), world_.terms.number(0));
      if (!world_.terms.points(input(1))) return;
      for (Way& failed : split_) failed.state.memory.erase(world_.terms.target(input(1)));
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

/// Gives the relaxed loads before it acquire, and the relaxed stores behind it release.
void StepRunner::fence() {
  if (acquires()) {
    forget_what_others_write(state());
    for (const LocationId signal : state().noticed) insert_sorted(state().seen, signal);
  }
  if (releases()) state().is_fenced = true;
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
  if (!state().locks.empty()) state().memory.set(place, symbol);  // until the lock is given up
  return symbol;
}

void StepRunner::store_atomic(LocationId place, ValueId value) {
  note_store(place, true);
  if (step_->model != Model::kAtomicUpdate) note_draw(place, kUnknownValue, value);
  if (world_.terms.is_number(value, 0) && state().locks.holds(place)) {
    state().locks.release(place);
    interpreter_.note_released(place, true);
    if (!releases()) note_broken_lock(place);
    forget_what_others_write(state());
  }
  store_into(place, value);
  publish(value);
}

/// Setting a flag that was clear takes it, if it is used as a lock; finding it set means that another has it.
void StepRunner::exchange(LocationId place, ValueId value) {
  note_store(place, true);
  store_into(place, value);
  publish(value);
  if (!world_.terms.is(value, ValueKind::kNumber) || world_.terms.is_number(value, 0)) return answer(load_atomic(place));
  split(value);
  forget_what_others_write(state());
  take_flag(place);
  answer(world_.terms.number(0));
}

void StepRunner::compare_exchange(LocationId place, ValueId expected, ValueId wanted, ValueId success, ValueId failure) {
  split(failure);
  note_store(place, true);
  store_into(place, wanted);
  publish(wanted);
  forget_what_others_write(state());
  const bool takes =
      world_.terms.is_number(expected, 0) && world_.terms.is(wanted, ValueKind::kNumber) && !world_.terms.is_number(wanted, 0);
  if (takes) take_flag(place);
  answer(success);
}

}  // namespace check
