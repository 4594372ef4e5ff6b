#include "tool/program/state/taken.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace check {
namespace {

/// All that is stored there leads to the same object: whoever has such a pointer shares it.
bool leads_to_one(World& world, ValueId pointer) {
  const Targets targets = world.concrete(pointer);
  return targets.values.empty() || std::ranges::any_of(targets.values, [&](ValueId target) {
           return world.terms.is(target, ValueKind::kAddress) && world.terms.is_definite(target);
         });
}

std::vector<Lock> common_locks(const std::vector<Lock>& a, const std::vector<Lock>& b) {
  std::vector<Lock> common;
  for (const Lock& lock : a) {
    if (std::ranges::find(b, lock.place, &Lock::place) != b.end()) common.push_back(lock);
  }
  return common;
}

bool is_null(World& world, const State& state, ValueId pointer) {
  return world.terms.is_number(state.facts.decide(world.terms, pointer), 0);
}

}  // namespace

const Taken* taken_with(World& world, const State& state, LocationId root) {
  constexpr int kLongestTrail = 4;
  for (int trail = 0; trail < kLongestTrail && !state.taken.empty(); ++trail) {
    const auto taken = std::ranges::find(state.taken, root, &Taken::pointee);
    if (taken != state.taken.end()) return &*taken;
    if (world.terms[root].kind != PlaceKind::kPointee) return nullptr;
    const ValueId pointer = world.terms[root].value;
    const auto origin = world.loaded_from.find(pointer);
    if (origin == world.loaded_from.end() || leads_to_one(world, pointer)) return nullptr;
    root = world.terms.root(origin->second);
  }
  return nullptr;
}

void forget_taken(State& state, LocationId pointee) {
  std::erase_if(state.taken, [&](const Taken& taken) { return taken.pointee == pointee; });
}

void settle_taken(State& state) {
  state.placed.clear();
  for (Taken& taken : state.taken) {
    const auto is_given_up = [&](const Lock& lock) { return !state.locks.holds(lock.place); };
    taken.is_settled = taken.is_settled || std::ranges::any_of(taken.locks, is_given_up);
  }
}

void note_taken(State& state, Taken taken) {
  forget_taken(state, taken.pointee);
  state.taken.push_back(std::move(taken));
}

void keep_taken(World& world, const State& a, ValueId first, const State& b, ValueId second, ValueId symbol, State& merged) {
  const auto taken_by = [&](const State& state, ValueId pointer) -> const Taken* {
    return world.terms.is(pointer, ValueKind::kSymbol) ? taken_with(world, state, world.terms.pointee(pointer)) : nullptr;
  };
  const Taken* one = taken_by(a, first);
  const Taken* other = taken_by(b, second);
  if (one == nullptr && other == nullptr) return;
  if (one == nullptr && is_null(world, a, first)) one = other;
  if (other == nullptr && is_null(world, b, second)) other = one;
  const LocationId pointee = world.terms.pointee(symbol);
  forget_taken(merged, pointee);
  if (one == nullptr || other == nullptr) return;
  std::vector<Lock> locks = common_locks(one->locks, other->locks);
  if (locks.empty()) return;
  Taken taken = *one;
  taken.pointee = pointee;
  taken.locks = std::move(locks);
  for (const LocationId place : other->kept_in) insert_sorted(taken.kept_in, place);
  taken.is_settled = one->is_settled || other->is_settled;
  note_taken(merged, std::move(taken));
}

}  // namespace check
