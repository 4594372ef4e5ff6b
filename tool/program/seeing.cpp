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

/// The load that answered the symbol.
SiteId site_of(World& world, ValueId symbol) {
  const SymbolKey& key = world.key_of(symbol);
  return world.sites.intern({.function = world.paths[key.path].function, .block = key.a, .step = key.b});
}

}  // namespace

void note_seen(World& world, State& state, ValueId condition) {
  std::vector<ValueId> symbols;
  world.terms.visit_atoms(condition, [&](ValueId atom) { symbols.push_back(atom); });
  for (const ValueId symbol : symbols) {
    const auto origin = world.loaded_from.find(symbol);
    const LoadOrder order = world.signals.order_of(symbol);
    if (origin == world.loaded_from.end() || order == LoadOrder::kPlain) continue;
    bool anywhere = false;
    const std::vector<LocationId> places = world.concrete(origin->second, anywhere);
    if (places.size() != 1 || anywhere) continue;
    if (!is_surely_later(world, state, symbol, world.memory.initial(places[0]))) continue;
    world.signals.watch(places[0]);
    if (order == LoadOrder::kOrdered) {
      insert_sorted(state.seen, places[0]);
    } else {
      insert_sorted(state.noticed, places[0]);
      world.signals.note_relaxed(places[0], site_of(world, symbol), /*is_store=*/false);
    }
  }
}

}  // namespace check
