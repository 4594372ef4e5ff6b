// Steps whose meaning the library gives.
#include <algorithm>

#include "tool/program/walk/joins.h"
#include "tool/program/walk/step_runner.h"

namespace check {

void StepRunner::run_library() {
  const Model model = step_->model;
  if (model >= Model::kAcquire && model <= Model::kRelease) return run_lock_model();
  if (model >= Model::kGuardOpen && model <= Model::kGuardClose) return run_guard_model();
  if (model == Model::kWait || model == Model::kGuardWait) return run_wait();
  if (model >= Model::kStart && model <= Model::kStartTasks) return run_thread_model();
  if (model >= Model::kSemaphoreOpen && model <= Model::kSignalWait) return run_order_model();
  if (model >= Model::kAtomicLoad && model <= Model::kFence) return run_atomic_model();
  if (model == Model::kInsert || model == Model::kEnd) return element_at_end(model == Model::kInsert);
  if (model == Model::kBlock) return note_block();
  if (model == Model::kTaskState) return answer(task_state());
  if (model == Model::kMapShared) return map_shared();
  if (model == Model::kZero) return fill_with_zeros();
}

void StepRunner::map_shared() {
  const Targets known = world_.concrete(input(0));
  if (std::ranges::any_of(known.values, [&](ValueId value) { return world_.terms.is(value, ValueKind::kAddress); }))
    return answer(first_element(input(0)));
  const LocationId object = allocated_place(world_, frame_, block_, way_->next);
  insert_sorted(state().fresh, object);
  answer(first_element(world_.terms.address(world_.terms.field(object, world_.shared_field))));
}

void StepRunner::fill_with_zeros() {
  if (!world_.terms.points(input(0))) return;
  bool anywhere = false;
  for (const LocationId place : world_.concrete(world_.terms.target(input(0)), anywhere))
    world_.memory.note_zeros(place, state().self);
}

/// Memory that may be used as an array begins with its first element.
ValueId StepRunner::first_element(ValueId memory) {
  if (!world_.terms.points(memory)) return memory;
  return world_.terms.address(world_.terms.element(world_.terms.target(memory), world_.terms.number(0)));
}

/// The place behind the last element of a container, which becomes its new element if the container grows.
void StepRunner::element_at_end(bool grows) {
  if (!world_.terms.points(input(0))) return answer(kUnknownValue);
  const LocationId first = world_.terms.target(input(0));
  const LocationId elements = world_.terms[first].kind == PlaceKind::kElement ? world_.terms[first].parent : first;
  if (world_.terms[elements].kind != PlaceKind::kField)
    return answer(world_.terms.address(world_.terms.advance(first, kUnknownValue)));
  const LocationId count = world_.terms.field(world_.terms[elements].parent, world_.structure_field);
  auto& map = is_own_local(count) ? state().locals : state().memory;
  const ValueId* known = map.find(count);
  const ValueId number = known == nullptr ? kUnknownValue : *known;
  if (grows) store_into(count, kUnknownValue);
  if (known != nullptr && grows) map.set(count, world_.terms.sum(number, world_.terms.number(1)));
  answer(world_.terms.address(world_.terms.element(elements, number)));
}

/// What a call of a packaged_task posts.
ValueId StepRunner::task_state() {
  for (const ValueId target : world_.concrete(input(0)).values) {
    if (world_.terms.is(target, ValueKind::kTask)) return world_.terms[target].operands[0];
  }
  return kUnknownValue;
}

}  // namespace check
