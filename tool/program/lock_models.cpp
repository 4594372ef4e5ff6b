// Locks taken and given up.
#include <algorithm>
#include <vector>

#include "tool/program/overlap.h"
#include "tool/program/seeing.h"
#include "tool/program/step_runner.h"

namespace check {

void StepRunner::acquire_in(State& state, ValueId lock, LockMode mode) {
  if (!world_.terms.points(lock)) return;
  state.locks.acquire(world_.terms.target(lock), mode, static_cast<std::uint32_t>(world_.sites.intern(site())));
}

/// Whoever waited for the lock sees what the others wrote meanwhile.
void StepRunner::forget_what_others_write(State& state) {
  std::vector<LocationId> changed;
  state.memory.for_each([&](LocationId place, ValueId) {
    bool anywhere = false;
    for (const LocationId concrete : world_.concrete(place, anywhere)) {
      if (!world_.memory.changes_under(state.self, world_.threads[state.self].met_itself, concrete)) continue;
      changed.push_back(place);
      break;
    }
  });
  for (const LocationId place : changed) state.memory.erase(place);
}

void StepRunner::acquire(ValueId lock, LockMode mode) {
  forget_what_others_write(state());
  acquire_in(state(), lock, mode);
  answer(world_.terms.number(0));
}

void StepRunner::release(ValueId lock) {
  answer(world_.terms.number(0));
  if (!world_.terms.points(lock)) return;
  const LocationId place = world_.terms.target(lock);
  interpreter_.note_released(place, state().locks.depth(place));
  if (state().locks.holds(place)) {
    state().locks.release(place);
  } else {
    // Known by another name, or one of several: none of them is surely held any more.
    state().locks.forget_if([&](LocationId held) { return may_overlap(world_, held, place); });
  }
  if (!state().locks.empty()) return;
  state().order.hearing.clear();
  state().glimpses.clear();
  forget_what_others_write(state());
}

void StepRunner::try_acquire(ValueId lock, LockMode mode, ValueId on_success, ValueId on_failure) {
  split(on_failure);
  forget_what_others_write(state());
  acquire_in(state(), lock, mode);
  answer(on_success);
}

void StepRunner::run_lock_model() {
  const ValueId success = world_.terms.number(step_->number);
  const ValueId failure = world_.terms.number(step_->number == 0 ? kBusy : 0);
  switch (step_->model) {
    case Model::kAcquire:
      for (const ValueId lock : inputs_from(0)) acquire(lock, LockMode::kExclusive);
      return;
    case Model::kAcquireShared:
      return acquire(input(0), LockMode::kShared);
    case Model::kTryAcquire:
      return try_acquire(input(0), LockMode::kExclusive, success, failure);
    case Model::kTryAcquireShared:
      return try_acquire(input(0), LockMode::kShared, success, failure);
    default:
      return release(input(0));
  }
}

/// A wait for a condition: the lock is given up and taken again, and what it guards may have changed.
void StepRunner::run_wait() {
  forget_what_others_write(state());
  answer(world_.terms.number(0));
  constexpr std::size_t kPredicate = 2;
  if (step_->model != Model::kGuardWait || input_count() <= kPredicate) return;
  // The predicate is asked under the lock, and holds when the wait is over.
  call_value(input(kPredicate), {});
  std::vector<StepRunner::Way*> ways = {way_};
  for (Way& other : split_) ways.push_back(&other);
  std::vector<State> timed_out;
  for (Way* way : ways) {
    const ValueId holds = value(*way, step_->result);
    State otherwise = way->state;
    const bool may_fail = step_->number != 0 && otherwise.facts.assume(world_.terms, world_.symbols, holds, false);
    if (may_fail) timed_out.push_back(std::move(otherwise));
    if (!way->state.facts.assume(world_.terms, world_.symbols, holds, true)) way->is_dead = true;
    note_seen(world_, way->state, holds);
    set_register(*way, step_->result, world_.terms.number(1));
  }
  for (State& state : timed_out) split(world_.terms.number(0)) = std::move(state);
}

}  // namespace check
