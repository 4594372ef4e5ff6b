// Locks taken and given up.
#include <algorithm>
#include <vector>

#include "tool/program/state/taken.h"
#include "tool/program/walk/seeing.h"
#include "tool/program/walk/step_runner.h"
#include "tool/program/world/overlap.h"

namespace check {

void StepRunner::acquire_in(State& state, ValueId lock, LockMode mode) {
  if (!world_.terms.points(lock)) return;
  const LocationId place = lock_at(lock);
  world_.lock_order.note(state.locks, place, world_.sites.intern(site()));
  state.locks.acquire(place, mode, static_cast<std::uint32_t>(world_.sites.intern(site())));
}

/// A pointer to a lock that leads to one lock only, or to none, is that lock, whenever it is read.
LocationId StepRunner::lock_at(ValueId lock) {
  const LocationId place = world_.terms.target(lock);
  return world_.terms[place].kind == PlaceKind::kPointee ? one_place(place).value_or(place) : place;
}

namespace {

constexpr std::int64_t kTimedMutex = 2;  ///< mtx_timed
/// What was read more than so many times is not remembered.
constexpr std::size_t kMostStale = 8;

/// `place` is about to be forgotten: others may write it from now on.
void note_stale(const World& world, State& state, LocationId place, LocationId released) {
  const ValueId* known = state.memory.find(place);
  const auto origin = known == nullptr ? world.loaded_from.end() : world.loaded_from.find(*known);
  if (origin == world.loaded_from.end() || origin->second != place || state.stale.size() >= kMostStale) return;
  insert_sorted(state.stale, {.place = place, .value = *known, .lock = released});
}

}  // namespace

/// Whoever waited for the lock sees what the others wrote meanwhile.
/// What was known under a lock that was `released` is what others may have changed since.
void StepRunner::forget_what_others_write(State& state, std::optional<LocationId> released) {
  std::vector<LocationId> changed;
  const auto changes = [&](LocationId place) {
    return world_.memory.may_change_now(state.self, is_written_by_instances(state, place), place, state.running);
  };
  state.memory.for_each([&](LocationId place, ValueId) {
    bool anywhere = false;
    const bool is_changed =
        world_.object_of(place) != nullptr ? changes(place) : std::ranges::any_of(world_.concrete(place, anywhere), changes);
    if (is_changed) changed.push_back(place);
  });
  for (const LocationId place : changed) {
    if (released) note_stale(world_, state, place, *released);
    state.memory.erase(place);
  }
}

void StepRunner::acquire(ValueId lock, LockMode mode) {
  forget_what_others_write(state());
  acquire_in(state(), lock, mode);
  answer(world_.terms.number(0));
}

void StepRunner::release(ValueId lock) {
  answer(world_.terms.number(0));
  if (!world_.terms.points(lock)) return;
  const LocationId place = lock_at(lock);
  interpreter_.note_released(place, state().locks.depth(place));
  if (state().locks.holds(place)) {
    state().locks.release(place);
  } else {
    // Known by another name, or one of several: none of them is surely held any more.
    state().locks.forget_if([&](LocationId held) { return may_overlap(world_, held, place); });
  }
  settle_taken(state());
  if (!state().locks.empty()) return;
  state().order.hearing.clear();
  state().glimpses.clear();
  forget_what_others_write(state(), place);
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
      note_taking(inputs_from(0), LockMode::kExclusive, step_->number == kRecursive);
      for (const ValueId lock : inputs_from(0)) acquire(lock, LockMode::kExclusive);
      return;
    case Model::kAcquireShared:
      note_taking(inputs_from(0), LockMode::kShared, false);
      return acquire(input(0), LockMode::kShared);
    case Model::kTryAcquire:
      try_acquire(input(0), LockMode::kExclusive, success, failure);
      for (const ValueId other : inputs_from(1)) acquire_in(state(), other, LockMode::kExclusive);  // all or none
      return;
    case Model::kTryAcquireShared:
      return try_acquire(input(0), LockMode::kShared, success, failure);
    case Model::kLockOpen:
      return open_lock();
    default:
      return release(input(0));
  }
}

/// A mutex gets its type: a recursive one may be taken again.
void StepRunner::open_lock() {
  answer(world_.terms.number(0));
  const bool is_plain = world_.terms.is_number(input(1), 0) || world_.terms.is_number(input(1), kTimedMutex);
  if (is_plain || !world_.terms.points(input(0))) return;
  bool anywhere = false;
  for (const LocationId place : world_.concrete(world_.terms.target(input(0)), anywhere)) world_.recursive_locks.insert(place);
}

/// A wait for a condition: the lock is given up and taken again, and what it guards may have changed.
void StepRunner::run_wait() {
  for (Taken& taken : state().taken) taken.is_settled = true;
  forget_what_others_write(state());
  answer(step_->number == 0 ? world_.terms.number(0) : new_symbol());  // a timed wait says whether the time has passed
  constexpr std::size_t kPredicate = 2;
  if (step_->model != Model::kGuardWait || input_count() <= kPredicate) {
    if (step_->number != kTimed) note(EventKind::kWait, {}, LockMode::kExclusive, {}, {});
    return;
  }
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
  for (State& state : timed_out) split(world_.terms.number(0), std::move(state));
}

}  // namespace check
