// Order without a lock: signals that are posted and waited for, and what runs only once.
//
// What a thread did before it posted a signal is visible to whoever has seen the signal.
#include "tool/program/step_runner.h"

namespace check {

void StepRunner::post_in(State& state, ValueId signal) {
  if (!world_.terms.points(signal)) return;
  const LocationId place = world_.terms.target(signal);
  insert_sorted(state.posted, place);
  world_.note_post(place, state.self);
}

void StepRunner::post(ValueId signal) { post_in(state(), signal); }

void StepRunner::see(ValueId signal) {
  forget_what_others_write(state());
  for (const ValueId target : world_.concrete(signal).values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    // One of several is not surely this one.
    if (world_.concrete(signal).values.size() == 1) insert_sorted(state().seen, static_cast<LocationId>(world_.terms[target].id));
  }
}

/// Runs the callable in the first that comes, as under a lock; whoever comes later sees what it did.
void StepRunner::once() {
  const ValueId flag = input(0);
  State& later = split(world_.terms.number(0));
  if (world_.terms.points(flag)) insert_sorted(later.seen, world_.terms.target(flag));
  acquire_in(state(), flag, LockMode::kExclusive);
  call_value(input(1), inputs_from(2));
  std::vector<Way*> ways = {way_};
  for (Way& other : split_) {
    if (&other != &split_.front()) ways.push_back(&other);
  }
  for (Way* way : ways) {
    if (!world_.terms.points(flag)) continue;
    const LocationId place = world_.terms.target(flag);
    way->state.locks.release(place);
    insert_sorted(way->state.seen, place);
  }
}

void StepRunner::run_order_model() {
  const bool points = world_.terms.points(input(0));
  switch (step_->model) {
    case Model::kSemaphoreOpen:
      if (points) store(world_.terms.field(world_.terms.target(input(0)), world_.structure_field), input(1));
      return answer(world_.terms.number(0));
    case Model::kSemaphoreWait:
      if (is_lock(input(0))) return acquire(input(0), LockMode::kExclusive);
      see(input(0));
      return answer(world_.terms.number(0));
    case Model::kSemaphoreTryWait: {
      const ValueId failure = world_.terms.number(step_->number == 0 ? -1 : 0);
      if (is_lock(input(0))) return try_acquire(input(0), LockMode::kExclusive, world_.terms.number(step_->number), failure);
      split(failure);
      see(input(0));
      return answer(world_.terms.number(step_->number));
    }
    case Model::kSemaphorePost:
      post(input(0));
      if (is_lock(input(0))) return release(input(0));
      return answer(world_.terms.number(0));
    case Model::kOnce:
      return once();
    case Model::kOnceEnter: {
      State& later = split(world_.terms.number(1));
      if (points) insert_sorted(later.seen, world_.terms.target(input(0)));
      acquire_in(state(), input(0), LockMode::kExclusive);
      return answer(world_.terms.number(0));
    }
    case Model::kOnceLeave:
      if (!points) return;
      state().locks.release(world_.terms.target(input(0)));
      insert_sorted(state().seen, world_.terms.target(input(0)));
      return;
    case Model::kSignalPost:
      return post(input(0));
    case Model::kSignalWait:
      return see(input(0));
    default:
      return answer(world_.terms.number(0));
  }
}

/// A semaphore that starts with one is taken and given back like a lock.
bool StepRunner::is_lock(ValueId semaphore) {
  if (!world_.terms.points(semaphore)) return false;
  bool anywhere = false;
  for (const LocationId place : world_.concrete(world_.terms.target(semaphore), anywhere)) {
    const Targets count = world_.memory.read(world_.terms.field(place, world_.structure_field));
    if (count.anything || !count.values.contains(world_.terms.number(1))) return false;
    for (const ValueId value : count.values) {
      const bool is_initial_zero = world_.terms.is_number(value, 0) && world_.object_of(place)->kind == ObjectKind::kGlobal;
      if (!world_.terms.is_number(value, 1) && !is_initial_zero) return false;
    }
  }
  return true;
}

}  // namespace check
