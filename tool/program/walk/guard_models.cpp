// Guards: objects that hold locks. What a guard holds is in hidden fields of it: its locks by number, and whether it owns them.
#include <algorithm>
#include <vector>

#include "tool/program/walk/step_runner.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

/// A scoped_lock of more is not followed.
constexpr std::int64_t kMostLocks = 8;

}  // namespace

LocationId StepRunner::guard_lock(LocationId guard, std::int64_t number) const {
  return world_.terms.element(world_.terms.field(guard, world_.lock_field), world_.terms.number(number));
}

/// 0 nothing, 1 as a writer, 2 as a reader.
LocationId StepRunner::guard_owns(LocationId guard) const { return world_.terms.field(guard, world_.structure_field); }

void StepRunner::set_hidden(LocationId place, ValueId value) {
  (is_own_local(place) ? state().locals : state().memory).set(place, value);
}

ValueId StepRunner::hidden(LocationId place) {
  const ValueId* known = (is_own_local(place) ? state().locals : state().memory).find(place);
  return known == nullptr ? kUnknownValue : *known;
}

std::vector<ValueId> StepRunner::guarded(LocationId guard) {
  std::vector<ValueId> locks;
  for (std::int64_t i = 0; i < kMostLocks; ++i) {
    const ValueId lock = hidden(guard_lock(guard, i));
    if (lock == kUnknownValue) break;
    locks.push_back(lock);
  }
  return locks;
}

void StepRunner::remember_locks(LocationId guard) {
  for (std::int64_t i = 0; i < kMostLocks; ++i) {
    const auto index = static_cast<std::size_t>(i + 1);
    const LocationId place = guard_lock(guard, i);
    if (index < input_count()) {
      set_hidden(place, input(index));
      if (world_.terms[guard].kind == PlaceKind::kElement) store_into(place, input(index));
    } else {
      (is_own_local(place) ? state().locals : state().memory).erase(place);
    }
  }
}

/// All guards in a container: what any of them holds is given up.
void StepRunner::close_guards(LocationId any) {
  std::vector<ValueId> held;
  bool anywhere = false;
  for (const LocationId guard : world_.concrete(guard_lock(any, 0), anywhere)) {
    for (const ValueId lock : world_.memory.read(guard).values) held.push_back(lock);
  }
  for (const ValueId lock : held) release(lock);
}

void StepRunner::close_guard(LocationId guard) {
  if (!world_.terms.is_definite(guard)) return close_guards(guard);
  const ValueId owns = state().facts.decide(world_.terms, hidden(guard_owns(guard)));
  if (owns == world_.terms.number(0)) return;
  if (step_->model == Model::kGuardClose) note_temporary(guard);
  set_hidden(guard_owns(guard), world_.terms.number(0));
  const std::vector<ValueId> locks = guarded(guard);
  for (std::size_t i = 0; i < locks.size(); ++i) {
    if (!call_lock_method(guard, 2 * i + 1, locks[i])) release(locks[i]);
  }
}

/// Calls what the guard keeps beside a lock of the program's own; false for the library's locks.
bool StepRunner::call_lock_method(LocationId guard, std::size_t number, ValueId lock) {
  const LocationId methods = world_.terms.field(guard, world_.lock_methods_field);
  const ValueId method = hidden(world_.terms.element(methods, world_.terms.number(static_cast<std::int64_t>(number))));
  if (!world_.terms.is(method, ValueKind::kFunction)) return false;
  call_value(method, {lock});
  return true;
}

void StepRunner::note_fleeting(const FleetingGuard& guard) {
  std::vector<FleetingGuard>& known = world_.fleeting[guard.gone.function];
  if (std::ranges::find(known, guard) == known.end()) known.push_back(guard);
}

/// A guard without a name is closed while it still owns its locks.
void StepRunner::note_temporary(LocationId guard) {
  const Object* object = world_.object_of(guard);
  if (object == nullptr || object->kind != ObjectKind::kLocal) return;
  const auto owner = static_cast<FunctionId>(object->b);
  const FunctionSummary& code = *world_.code[owner].summary;
  if (object->a < code.parameters || code.locals[object->a].name != kNoSymbol) return;
  // The guard may be a member of an object, whose destructor was called.
  Site gone = site();
  PathId path = frame_.path;
  while (gone.function != owner && !world_.paths[path].is_root && !world_.paths[path].is_shared) {
    gone = world_.paths[path].call;
    path = world_.paths[path].caller;
  }
  if (gone.function != owner) return;
  for (const Lock& lock : state().locks.locks()) {
    const std::vector<ValueId> owned = guarded(guard);
    const bool is_owned = std::ranges::find(owned, world_.terms.address(lock.place)) != owned.end();
    const Site& opened = world_.sites[static_cast<SiteId>(lock.taken)];
    if (is_owned) note_fleeting({.opened = opened, .gone = gone, .name = text_at(world_, opened)});
  }
}

void StepRunner::move_guard(LocationId guard, LocationId from) {
  close_guard(guard);
  for (std::int64_t i = 0; i < kMostLocks; ++i) {
    const ValueId lock = hidden(guard_lock(from, i));
    if (lock != kUnknownValue) set_hidden(guard_lock(guard, i), lock);
    for (const std::int64_t number : {2 * i, 2 * i + 1}) {
      const auto method_of = [&](LocationId whose) {
        return world_.terms.element(world_.terms.field(whose, world_.lock_methods_field), world_.terms.number(number));
      };
      if (const ValueId method = hidden(method_of(from)); method != kUnknownValue) set_hidden(method_of(guard), method);
    }
  }
  set_hidden(guard_owns(guard), hidden(guard_owns(from)));
  set_hidden(guard_owns(from), world_.terms.number(0));
}

void StepRunner::lock_guard_again(LocationId guard, bool is_try) {
  const ValueId mode_value = hidden(world_.terms.field(guard, world_.class_field));
  const bool shared = world_.terms.is_number(mode_value, 1);
  const LockMode mode = shared ? LockMode::kShared : LockMode::kExclusive;
  if (is_try) {
    set_hidden(guard_owns(guard), world_.terms.number(0));
    split(world_.terms.number(0));
  }
  if (!is_try) note_taking(guarded(guard), mode, world_.terms.is_number(mode_value, kRecursive));
  set_hidden(guard_owns(guard), world_.terms.number(1));
  const std::vector<ValueId> locks = guarded(guard);
  for (std::size_t i = 0; i < locks.size(); ++i) {
    if (!call_lock_method(guard, 2 * i, locks[i])) acquire(locks[i], mode);
  }
  answer(world_.terms.number(1));
}

void StepRunner::run_guard_model() {
  if (!world_.terms.points(input(0))) return answer(kUnknownValue);
  const LocationId guard = world_.terms.target(input(0));
  switch (step_->model) {
    case Model::kGuardOpen:
    case Model::kGuardOpenShared:
    case Model::kGuardDefer:
    case Model::kGuardAdopt:
    case Model::kGuardTry:
    case Model::kGuardTryShared:
      remember_locks(guard);
      set_hidden(world_.terms.field(guard, world_.class_field), world_.terms.number(step_->number));
      set_hidden(guard_owns(guard), world_.terms.number(step_->model == Model::kGuardAdopt ? 1 : 0));
      if (step_->model == Model::kGuardDefer || step_->model == Model::kGuardAdopt) return;
      return lock_guard_again(guard, step_->model == Model::kGuardTry || step_->model == Model::kGuardTryShared);
    case Model::kGuardShadow:
      return note_fleeting({.opened = site(), .gone = site(), .name = text_at(world_, site()), .is_declaration = true});
    case Model::kGuardLock:
      for (const ValueId each : inputs_from(0)) {
        if (world_.terms.points(each)) lock_guard_again(world_.terms.target(each), false);
      }
      return;
    case Model::kGuardTryLock:
      return lock_guard_again(guard, true);
    case Model::kGuardUnlock:
    case Model::kGuardClose:
      return close_guard(guard);
    case Model::kGuardOwns:
      return answer(hidden(guard_owns(guard)));
    case Model::kGuardLet:
      set_hidden(guard_owns(guard), world_.terms.number(0));
      return answer(hidden(guard_lock(guard, 0)));
    case Model::kGuardMutex:
      return answer(hidden(guard_lock(guard, 0)));
    case Model::kGuardMove:
      if (world_.terms.points(input(1))) move_guard(guard, world_.terms.target(input(1)));
      return;
    case Model::kGuardSwap:
      if (world_.terms.points(input(1))) swap_guards(guard, world_.terms.target(input(1)));
      return;
    default:
      return;
  }
}

void StepRunner::swap_guards(LocationId guard, LocationId other) {
  const std::vector<std::pair<LocationId, LocationId>> places = {{guard_lock(guard, 0), guard_lock(other, 0)},
                                                                 {guard_owns(guard), guard_owns(other)}};
  for (const auto& [first, second] : places) {
    const ValueId held = hidden(first);
    set_hidden(first, hidden(second));
    set_hidden(second, held);
  }
}

}  // namespace check
