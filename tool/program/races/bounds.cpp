#include "tool/program/races/bounds.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <set>
#include <utility>
#include <vector>

namespace check {
namespace {

bool is_positive(const World& world, ValueId value) {
  return world.terms.is(value, ValueKind::kNumber) && world.terms[value].number > 0;
}

bool is_quotient(const ValueNode& node) {
  return node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == Operation::kDivide;
}

/// 2 (n - 2) is at least n - 2: what is shared out in parts is taken not to be negative, whatever it is computed from.
bool is_greater_multiple(const World& world, ValueId a, ValueId b) {
  const ValueNode& first = world.terms[a];
  const ValueNode& second = world.terms[b];
  if (first.kind != ValueKind::kSum || second.kind != ValueKind::kSum || first.operands != second.operands) return false;
  if (second.factors[0] <= 0 || first.factors[0] < second.factors[0]) return false;
  if (first.number * second.factors[0] != second.number * first.factors[0]) return false;
  for (std::size_t i = 0; i < first.factors.size(); ++i) {
    if (first.factors[i] * second.factors[0] != second.factors[i] * first.factors[0]) return false;
  }
  return true;
}

/// a / n is not less than b / n if a is not less than b.
bool is_quotient_of_more(World& world, ValueId a, ValueId b) {
  const ValueNode first = world.terms[a];
  const ValueNode second = world.terms[b];
  if (!is_quotient(first) || !is_quotient(second) || first.operands[1] != second.operands[1]) return false;
  return is_greater_multiple(world, first.operands[0], second.operands[0]) ||
         is_at_least(world, world.terms.difference(first.operands[0], second.operands[0]), 0);
}

ValueId shifted(World& world, ValueId term, ValueId number, std::int64_t distance) {
  return world.terms.rewrite(
      term, [&](ValueId atom) { return atom == number ? world.terms.sum(atom, world.terms.number(distance)) : atom; });
}

ValueId shifted_to(World& world, ValueId term, ValueId number, ValueId value) {
  return world.terms.rewrite(term, [&](ValueId atom) { return atom == number ? value : atom; });
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

/// A symbol that is one of several values, and not chosen yet. What was loaded may be chosen as an end only, unless it was stored
/// as a choice: where a part begins, all that was ever stored there would be too much to choose from.
std::optional<ValueId> open_choice(World& world, ValueId index, const Choice& choice) {
  std::optional<ValueId> open;
  const auto look = [&](ValueId term, bool is_end) {
    world.terms.visit_atoms(chosen(world, term, choice), [&](ValueId atom) {
      const bool is_loaded = world.loaded_from.contains(atom) && !world.chosen_before_store.contains(atom);
      const bool may_be_chosen = !is_loaded || (is_end && !world.terms.mentions(index, atom));
      if (!open && may_be_chosen && world.alternatives.contains(atom) && !choice.contains(atom)) open = atom;
    });
  };
  look(index, false);
  for (const ValueId round : rounds_in(world, index)) {
    if (const auto trips = world.trips.find(round); trips != world.trips.end()) look(trips->second, true);
  }
  return open;
}

/// What the ends of the index's loops are chosen from. Where a part begins with one of them, it is empty.
std::set<ValueId> ends_of(World& world, ValueId index) {
  std::set<ValueId> ends;
  for (const ValueId round : rounds_in(world, index)) {
    const auto trips = world.trips.find(round);
    if (trips == world.trips.end()) continue;
    world.terms.visit_atoms(trips->second, [&](ValueId atom) {
      const auto alternatives = world.terms.mentions(index, atom) ? world.alternatives.end() : world.alternatives.find(atom);
      if (alternatives != world.alternatives.end()) ends.insert(alternatives->second.begin(), alternatives->second.end());
    });
  }
  return ends;
}

/// Ways on which too much is open are left out.
void add_choices(World& world, ValueId index, Choice& choice, std::vector<Choice>& choices) {
  constexpr std::size_t kMostAlternatives = 3;
  constexpr std::size_t kMostSymbols = 4;
  const std::optional<ValueId> symbol = open_choice(world, index, choice);
  if (!symbol) {
    choices.push_back(choice);
    return;
  }
  const std::set<ValueId> alternatives = world.alternatives.at(*symbol);
  if (choice.size() == kMostSymbols || alternatives.size() > kMostAlternatives) return;
  const bool is_begin = world.terms.mentions(index, *symbol);
  const std::set<ValueId> ends = is_begin ? ends_of(world, index) : std::set<ValueId>();
  for (const ValueId value : alternatives) {
    if (world.terms.mentions(value, *symbol) || !rounds_in(world, value).empty()) continue;  // not an end
    if (ends.contains(value)) continue;
    choice[*symbol] = value;
    add_choices(world, index, choice, choices);
  }
  choice.erase(*symbol);
}

/// The counter that the number was drawn from, and how far it is from the drawn one.
std::pair<std::optional<LocationId>, std::int64_t> split_ticket(const World& world, ValueId value) {
  const ValueNode& node = world.terms[value];
  if (node.kind == ValueKind::kSymbol) return {world.tickets.counter_of(value), 0};
  const bool is_shifted = node.kind == ValueKind::kSum && node.operands.size() == 1 && node.factors[0] == 1;
  return is_shifted ? std::pair(world.tickets.counter_of(node.operands[0]), node.number)
                    : std::pair(std::optional<LocationId>(), std::int64_t{0});
}

}  // namespace

bool are_different_tickets(const World& world, ValueId a, ValueId b) {
  const auto [first, first_shift] = split_ticket(world, a);
  const auto [second, second_shift] = split_ticket(world, b);
  return first && first == second && first_shift == second_shift;
}

bool is_at_least(World& world, ValueId value, std::int64_t least) {
  const ValueNode node = world.terms[value];
  if (node.kind == ValueKind::kNumber) return node.number >= least;
  const bool is_part = node.kind == ValueKind::kSymbol || node.kind == ValueKind::kProduct || node.kind == ValueKind::kOfRound;
  if (is_part || is_quotient(node)) return least <= 0;
  if (node.kind != ValueKind::kSum || node.number < least) return false;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (node.factors[i] > 0) continue;
    bool is_outweighed = false;
    for (std::size_t j = 0; j < node.operands.size(); ++j) {
      const bool weighs_as_much = node.factors[j] + node.factors[i] >= 0;
      is_outweighed = is_outweighed || (weighs_as_much && is_quotient_of_more(world, node.operands[j], node.operands[i]));
    }
    if (!is_outweighed) return false;
  }
  return true;
}

bool is_multiple(const World& world, ValueId value, ValueId of) {
  const ValueNode& node = world.terms[value];
  if (value == of) return true;
  if (node.kind == ValueKind::kProduct) return std::ranges::find(node.operands, of) != node.operands.end();
  const bool is_number = world.terms.is(of, ValueKind::kNumber) && world.terms[of].number != 0;
  const auto divides = [&](std::int64_t number) { return is_number ? number % world.terms[of].number == 0 : number == 0; };
  if (node.kind == ValueKind::kNumber) return divides(node.number);
  if (node.kind != ValueKind::kSum || !divides(node.number)) return false;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    const bool has_factor = is_number ? divides(node.factors[i]) : is_multiple(world, node.operands[i], of);
    if (!has_factor) return false;
  }
  return true;
}

std::optional<ValueId> growth(World& world, ValueId term, ValueId number) {
  const ValueId step = world.terms.difference(shifted(world, term, number, 1), term);
  if (step == kUnknownValue || world.terms.mentions(step, number)) return std::nullopt;
  return step;
}

std::vector<Choice> choices_of(World& world, ValueId index) {
  std::vector<Choice> choices;
  Choice choice;
  add_choices(world, index, choice, choices);
  return choices;
}

std::optional<Bounds> bounds_of(World& world, ValueId index, const Choice& choice) {
  index = chosen(world, index, choice);
  Bounds bounds{.low = index, .high = index};
  bool is_known = index != kUnknownValue;
  for (const ValueId round : rounds_in(world, index)) {
    const auto trips = world.trips.find(round);
    const std::optional<ValueId> step = growth(world, index, round);
    const bool grows = step && is_at_least(world, *step, 0);  // a row is not shorter than nothing
    const bool shrinks = step && !grows && is_at_least(world, world.terms.scaled(*step, -1), 0);
    if (trips == world.trips.end() || trips->second == kUnknownValue || (!grows && !shrinks)) return std::nullopt;
    const ValueId last = world.terms.difference(chosen(world, trips->second, choice), world.terms.number(1));
    bounds.low = shifted_to(world, bounds.low, round, grows ? world.terms.number(0) : last);
    bounds.high = shifted_to(world, bounds.high, round, grows ? last : world.terms.number(0));
    is_known = is_known && bounds.low != kUnknownValue && bounds.high != kUnknownValue;
  }
  return is_known ? std::optional(bounds) : std::nullopt;
}

Bounds of_all_instances(World& world, Bounds range) {
  std::set<ValueId> numbers;
  for (const ValueId end : {range.low, range.high}) {
    world.terms.visit_atoms(end, [&](ValueId atom) {
      if (world.terms.is(atom, ValueKind::kSymbol) && world.key_of(atom).kind == SymbolKind::kInstance) numbers.insert(atom);
    });
  }
  for (const ValueId number : numbers) {
    const Thread& thread = world.threads[static_cast<ThreadId>(world.key_of(number).a)];
    const std::optional<ValueId> first = growth(world, range.low, number);
    const std::optional<ValueId> last = growth(world, range.high, number);
    const bool grows = first && last && is_at_least(world, *first, 0) && is_at_least(world, *last, 0);
    if (!grows || thread.loops != 1 || thread.is_blurred || thread.trips[0] == kUnknownValue) continue;
    const ValueId greatest = world.terms.difference(thread.trips[0], world.terms.number(1));
    range.low = shifted_to(world, range.low, number, world.terms.number(0));
    range.high = shifted_to(world, range.high, number, greatest);
  }
  return range;
}

std::optional<Strided> strided(World& world, ValueId index) {
  for (const ValueId round : rounds_in(world, index)) {
    const std::optional<ValueId> stride = growth(world, index, round);
    if (!stride || world.terms.is_number(*stride, 1)) continue;
    const std::optional<Bounds> first = bounds_of(world, shifted_to(world, index, round, world.terms.number(0)));
    if (!first) continue;
    const ValueId following = world.terms.difference(first->high, first->low);
    const bool is_row = world.terms.is_number(following, 0) || is_at_least(world, world.terms.difference(*stride, following), 1);
    if (is_row) return Strided{.base = first->low, .stride = *stride, .following = following};
  }
  return std::nullopt;
}

bool are_different_rows(const World& world, const Strided& rows, std::int64_t distance) {
  const ValueNode& stride = world.terms[rows.stride];
  const ValueNode& following = world.terms[rows.following];
  if (following.kind != ValueKind::kNumber) return false;
  if (stride.kind != ValueKind::kNumber) return std::abs(distance) > following.number;
  if (stride.number <= 0) return false;
  const std::int64_t apart = (distance % stride.number + stride.number) % stride.number;
  return apart > following.number && stride.number - apart > following.number;
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
