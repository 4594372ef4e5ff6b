#include "tool/program/seeing.h"

#include <algorithm>

namespace check {
namespace {

/// Whether the facts exclude that the symbol still has a value from before the threads were started.
bool is_surely_later(World& world, const State& state, ValueId symbol, const Targets& initial) {
  if (initial.anything || initial.values.empty()) return false;
  return std::ranges::none_of(initial.values, [&](ValueId value) {
    const ValueNode& node = world.terms[value];
    if (node.kind != ValueKind::kNumber) return true;
    Facts facts = state.facts;
    return facts.assume_equal(world.terms, world.symbols, symbol, node.number, true);
  });
}

}  // namespace

void note_seen(World& world, State& state, ValueId condition) {
  std::vector<ValueId> symbols;
  world.terms.visit_atoms(condition, [&](ValueId atom) { symbols.push_back(atom); });
  for (const ValueId symbol : symbols) {
    const auto origin = world.loaded_from.find(symbol);
    if (origin == world.loaded_from.end() || !world.signals.is_ordered(symbol)) continue;
    bool anywhere = false;
    const std::vector<LocationId> places = world.concrete(origin->second, anywhere);
    if (places.size() != 1 || anywhere) continue;
    if (!is_surely_later(world, state, symbol, world.memory.initial(places[0]))) continue;
    world.signals.watch(places[0]);
    insert_sorted(state.seen, places[0]);
  }
}

}  // namespace check
