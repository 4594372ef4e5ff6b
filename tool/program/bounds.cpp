#include "tool/program/bounds.h"

#include <vector>

namespace check {
namespace {

bool is_positive(const World& world, ValueId value) {
  return world.terms.is(value, ValueKind::kNumber) && world.terms[value].number > 0;
}

/// How much the term grows when the number grows by one; nothing if that is not always the same.
std::optional<ValueId> growth(World& world, ValueId term, ValueId number) {
  const auto next = [&](ValueId value) {
    return world.terms.rewrite(
        value, [&](ValueId atom) { return atom == number ? world.terms.sum(atom, world.terms.number(1)) : atom; });
  };
  const ValueId step = world.terms.difference(next(term), term);
  if (step == kUnknownValue || world.terms.mentions(step, number)) return std::nullopt;
  return step;
}

}  // namespace

std::optional<Bounds> bounds_of(World& world, ValueId index) {
  Bounds bounds{.low = index, .high = index};
  std::vector<ValueId> rounds;
  bool is_known = index != kUnknownValue;
  world.terms.visit_atoms(index, [&](ValueId atom) {
    if (world.terms.is(atom, ValueKind::kSymbol) && world.key_of(atom).kind == SymbolKind::kRound) rounds.push_back(atom);
  });
  for (const ValueId round : rounds) {
    const auto trips = world.trips.find(round);
    const std::optional<ValueId> step = growth(world, index, round);
    if (trips == world.trips.end() || trips->second == kUnknownValue || !step || !is_positive(world, *step)) return std::nullopt;
    const ValueId last = world.terms.difference(trips->second, world.terms.number(1));
    bounds.low = world.terms.rewrite(bounds.low, [&](ValueId atom) { return atom == round ? world.terms.number(0) : atom; });
    bounds.high = world.terms.rewrite(bounds.high, [&](ValueId atom) { return atom == round ? last : atom; });
    is_known = is_known && bounds.low != kUnknownValue && bounds.high != kUnknownValue;
  }
  return is_known ? std::optional(bounds) : std::nullopt;
}

bool are_apart_if_different(World& world, const Bounds& a, const Bounds& b, ValueId number) {
  const std::optional<ValueId> step = growth(world, a.low, number);
  if (!step || world.terms.is_number(*step, 0)) return false;
  for (const ValueId bound : {a.high, b.low, b.high}) {
    if (growth(world, bound, number) != step) return false;
  }
  const ValueId first = world.terms.difference(*step, world.terms.difference(a.high, b.low));
  const ValueId second = world.terms.difference(*step, world.terms.difference(b.high, a.low));
  return is_positive(world, first) && is_positive(world, second);
}

}  // namespace check
