#include "tool/program/races/bounds.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <vector>

namespace check {
namespace {

bool is_positive(const World& world, ValueId value) {
  return world.terms.is(value, ValueKind::kNumber) && world.terms[value].number > 0;
}

ValueId shifted(World& world, ValueId term, ValueId number, std::int64_t distance) {
  return world.terms.rewrite(
      term, [&](ValueId atom) { return atom == number ? world.terms.sum(atom, world.terms.number(distance)) : atom; });
}

ValueId shifted_to(World& world, ValueId term, ValueId number, std::int64_t value) {
  return world.terms.rewrite(term, [&](ValueId atom) { return atom == number ? world.terms.number(value) : atom; });
}

/// The range of the next number, or of the one before, begins behind this one.
bool is_followed(World& world, const Bounds& range, const Bounds& other, ValueId number) {
  if (!world.terms.mentions(range.high, number) && !world.terms.mentions(other.low, number)) return false;
  return std::ranges::any_of(std::initializer_list<std::int64_t>{1, -1}, [&](std::int64_t distance) {
    return is_positive(world, world.terms.difference(shifted(world, other.low, number, distance), range.high));
  });
}

ValueId chosen(World& world, ValueId term, const Choice& choice) {
  for (std::size_t i = 0; i < choice.size(); ++i) {
    term = world.terms.rewrite(term, [&](ValueId atom) {
      const auto found = choice.find(atom);
      return found == choice.end() ? atom : found->second;
    });
  }
  return term;
}

/// The rounds that the index counts.
std::vector<ValueId> rounds_in(const World& world, ValueId index) {
  std::vector<ValueId> rounds;
  world.terms.visit_atoms(index, [&](ValueId atom) {
    if (world.terms.is(atom, ValueKind::kSymbol) && world.key_of(atom).kind == SymbolKind::kRound) rounds.push_back(atom);
  });
  return rounds;
}

/// A symbol that is one of several values, and not chosen yet.
std::optional<ValueId> open_choice(World& world, ValueId index, const Choice& choice) {
  std::optional<ValueId> open;
  const auto look = [&](ValueId term) {
    world.terms.visit_atoms(chosen(world, term, choice), [&](ValueId atom) {
      if (!open && world.alternatives.contains(atom) && !choice.contains(atom)) open = atom;
    });
  };
  look(index);
  for (const ValueId round : rounds_in(world, index)) {
    if (const auto trips = world.trips.find(round); trips != world.trips.end()) look(trips->second);
  }
  return open;
}

/// False if there are too many.
bool add_choices(World& world, ValueId index, Choice& choice, std::vector<Choice>& choices) {
  constexpr std::size_t kMostAlternatives = 3;
  constexpr std::size_t kMostSymbols = 4;
  const std::optional<ValueId> symbol = open_choice(world, index, choice);
  if (!symbol) {
    choices.push_back(choice);
    return true;
  }
  const std::set<ValueId> alternatives = world.alternatives.at(*symbol);
  if (choice.size() == kMostSymbols || alternatives.size() > kMostAlternatives) return false;
  for (const ValueId value : alternatives) {
    if (world.terms.mentions(value, *symbol)) return false;
    choice[*symbol] = value;
    if (!add_choices(world, index, choice, choices)) return false;
  }
  choice.erase(*symbol);
  return true;
}

}  // namespace

std::optional<ValueId> growth(World& world, ValueId term, ValueId number) {
  const ValueId step = world.terms.difference(shifted(world, term, number, 1), term);
  if (step == kUnknownValue || world.terms.mentions(step, number)) return std::nullopt;
  return step;
}

std::optional<Strided> strided(World& world, ValueId index) {
  const std::vector<ValueId> rounds = rounds_in(world, index);
  if (rounds.size() != 1) return std::nullopt;
  const std::optional<ValueId> stride = growth(world, index, rounds[0]);
  if (!stride || world.terms.is_number(*stride, 1)) return std::nullopt;
  return Strided{.base = shifted_to(world, index, rounds[0], 0), .stride = *stride};
}

std::vector<Choice> choices_of(World& world, ValueId index) {
  std::vector<Choice> choices;
  Choice choice;
  if (!add_choices(world, index, choice, choices)) choices.clear();
  return choices;
}

std::optional<Bounds> bounds_of(World& world, ValueId index, const Choice& choice) {
  index = chosen(world, index, choice);
  Bounds bounds{.low = index, .high = index};
  bool is_known = index != kUnknownValue;
  for (const ValueId round : rounds_in(world, index)) {
    const auto trips = world.trips.find(round);
    const std::optional<ValueId> step = growth(world, index, round);
    if (trips == world.trips.end() || trips->second == kUnknownValue || !step || !is_positive(world, *step)) return std::nullopt;
    const ValueId last = world.terms.difference(chosen(world, trips->second, choice), world.terms.number(1));
    bounds.low = world.terms.rewrite(bounds.low, [&](ValueId atom) { return atom == round ? world.terms.number(0) : atom; });
    bounds.high = world.terms.rewrite(bounds.high, [&](ValueId atom) { return atom == round ? last : atom; });
    is_known = is_known && bounds.low != kUnknownValue && bounds.high != kUnknownValue;
  }
  return is_known ? std::optional(bounds) : std::nullopt;
}

bool are_apart_if_different(World& world, const Bounds& a, const Bounds& b, ValueId number) {
  if (is_followed(world, a, b, number) && is_followed(world, b, a, number)) return true;
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
