#include "tool/program/walk/seeing.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "tool/program/world/naming.h"

namespace check {
namespace {

/// Conditions on relaxed loads that are kept for a fence to come.
constexpr std::size_t kMostUnfenced = 8;

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

/// `symbol` compared with a term that does not depend on it.
struct Comparison {
  Operation operation = Operation::kEqual;
  ValueId bound{};
};

Operation mirrored(Operation operation) {
  switch (operation) {
    case Operation::kLess:
      return Operation::kGreater;
    case Operation::kLessEqual:
      return Operation::kGreaterEqual;
    case Operation::kGreater:
      return Operation::kLess;
    case Operation::kGreaterEqual:
      return Operation::kLessEqual;
    default:
      return operation;
  }
}

/// What the condition says of the symbol, given that it holds or does not.
std::optional<Comparison> comparison_of(World& world, ValueId condition, ValueId symbol, bool holds) {
  const ValueNode& node = world.terms[condition];
  if (condition == symbol) {
    return Comparison{.operation = holds ? Operation::kNotEqual : Operation::kEqual, .bound = world.terms.number(0)};
  }
  if (node.kind != ValueKind::kApply || node.operands.size() != 2) return std::nullopt;
  auto operation = static_cast<Operation>(node.id);
  if (opposite(operation) == Operation::kNone) return std::nullopt;
  if (!holds) operation = opposite(operation);
  const ValueId distance = world.terms.difference(node.operands[0], node.operands[1]);
  const ValueId without = world.terms.difference(distance, symbol);
  if (!world.terms.mentions(without, symbol)) return Comparison{.operation = operation, .bound = world.terms.scaled(without, -1)};
  const ValueId with = world.terms.sum(distance, symbol);
  if (world.terms.mentions(with, symbol)) return std::nullopt;
  return Comparison{.operation = mirrored(operation), .bound = with};
}

bool is_number_up_to(const World& world, ValueId value, std::int64_t most) {
  return world.terms.is(value, ValueKind::kNumber) && world.terms[value].number <= most;
}

/// A counter on its way down is at its end: nothing is left; before the thread's own step that was 1.
bool is_last_of_down(const World& world, const Comparison& comparison, ValueId symbol) {
  const std::int64_t last = world.drawn_from.contains(symbol) ? 1 : 0;
  switch (comparison.operation) {
    case Operation::kEqual:
    case Operation::kLessEqual:
      return is_number_up_to(world, comparison.bound, last);
    case Operation::kLess:
      return is_number_up_to(world, comparison.bound, last + 1);
    default:
      return false;
  }
}

/// How many posts there are in all of the one at this place; kUnknownValue if that is not known. If loops around a thread's start
/// make a new one in each of their rounds, they count once.
ValueId posts_of(World& world, const Signal& signal, LocationId place) {
  const std::size_t around = world.terms[world.terms.root(place)].instance.size();
  ValueId posts = world.terms.number(0);
  for (const ThreadId poster : signal.posters) {
    const Thread& thread = world.threads[poster];
    const std::size_t loops = thread.loops > around ? thread.loops - around : 0;
    if (loops > 1 || thread.is_blurred) return kUnknownValue;
    posts = world.terms.sum(posts, loops == 0 ? world.terms.number(1) : thread.trips[around]);
  }
  return posts;
}

/// A counter on its way up has reached a number: the number of posts, unless it can be seen to be another.
bool is_last_of_up(World& world, const Signal& signal, LocationId place, const Comparison& comparison) {
  const bool reaches = comparison.operation == Operation::kEqual || comparison.operation == Operation::kGreaterEqual;
  if (!reaches) return false;
  const ValueId missing = world.terms.difference(posts_of(world, signal, place), comparison.bound);
  return !world.terms.is(missing, ValueKind::kNumber) || world.terms[missing].number <= 1;
}

void note_finished(World& world, State& state, LocationId place, LocationId named, const Comparison& comparison, ValueId symbol) {
  for (const Signal* signal : world.signals.known_like(place)) {
    if (signal->places.contains(PostKind::kDown) && is_last_of_down(world, comparison, symbol))
      insert_sorted(state.order.finished, {.counter = named, .is_down = true});
    const bool only_up = signal->places.contains(PostKind::kUp) && signal->places.size() == 1;
    if (only_up && is_last_of_up(world, *signal, place, comparison))
      insert_sorted(state.order.finished, {.counter = named, .is_down = false});
  }
}

/// The value was drawn from the counter, and only one thread draws just this number.
void note_claim(World& world, State& state, ValueId symbol, const Comparison& comparison) {
  const auto counter = world.drawn_from.find(symbol);
  const bool is_one = comparison.operation == Operation::kEqual && world.terms.is(comparison.bound, ValueKind::kNumber);
  if (counter == world.drawn_from.end() || !is_one) return;
  const bool is_load =
      world.key_of(symbol).kind == SymbolKind::kResult && step_at(world, world.sites[load_of(world, symbol)]).op == Op::kLoad;
  const ValueId* now = state.memory.find(counter->second);
  const bool is_drawn_later = is_load && now != nullptr && *now == symbol;
  if (!is_drawn_later) insert_sorted(state.order.claims, world.terms.element(counter->second, comparison.bound));
}

/// The value may be one that another thread stores, and is not one that a third stores: it is this thread's turn.
bool is_own_turn(World& world, const State& state, LocationId place, ValueId symbol) {
  bool from_another = false;
  bool excludes = false;
  for (const Signal* signal : world.signals.known_like(place)) {
    for (const auto& [poster, values] : signal->values) {
      for (const ValueId value : values) {
        if (!world.terms.is(value, ValueKind::kNumber)) continue;
        Facts facts = state.facts;
        const bool may_be = facts.assume_equal(world.terms, world.symbols, symbol, world.terms[value].number, true);
        from_another = from_another || (may_be && poster != state.self);
        excludes = excludes || !may_be;
      }
    }
  }
  return from_another && excludes;
}

/// The symbol is, on some way, the value of a signal that was kept for later.
void note_copies(World& world, State& state, ValueId symbol) {
  constexpr std::size_t kMostSources = 16;
  std::vector<ValueId> waiting = {symbol};
  std::set<ValueId> known = {symbol};
  while (!waiting.empty() && known.size() < kMostSources) {
    const ValueId source = waiting.back();
    waiting.pop_back();
    if (const auto merged = world.merged_from.find(source); merged != world.merged_from.end()) {
      for (const ValueId other : merged->second) {
        if (known.insert(other).second) waiting.push_back(other);
      }
    }
    const auto origin = world.loaded_from.find(source);
    if (origin == world.loaded_from.end()) continue;
    bool anywhere = false;
    for (const LocationId place : world.concrete(origin->second, anywhere)) {
      if (source != symbol && world.signals.order_of(source) == LoadOrder::kOrdered) {
        world.signals.watch(place);
        note_heard(state, {.signal = place});
      }
      const auto copies = world.copies.find(without_indices(world.terms, place));
      if (copies == world.copies.end()) continue;
      for (const LocationId signal : copies->second) {
        world.signals.watch(signal);
        note_heard(state, {.signal = signal});
      }
    }
  }
}

/// The signal was seen by a relaxed load.
void note_noticed(World& world, State& state, ValueId symbol) {
  bool anywhere = false;
  const std::vector<LocationId> places = world.concrete(world.loaded_from.at(symbol), anywhere);
  if (places.size() != 1 || anywhere) return;
  if (!is_surely_later(world, state, symbol, world.memory.initial(places[0]))) return;
  world.signals.watch(places[0]);
  insert_sorted(state.order.noticed, places[0]);
  world.signals.note_relaxed(places[0], load_of(world, symbol), /*is_store=*/false);
}

/// The index that the symbol is seen to be above. A count that is not equal to an index is taken to be above it.
std::optional<ValueId> index_below(World& world, const Comparison& comparison) {
  switch (comparison.operation) {
    case Operation::kGreater:
    case Operation::kNotEqual:
      return comparison.bound;
    case Operation::kGreaterEqual:
      return world.terms.difference(comparison.bound, world.terms.number(1));
    default:
      return std::nullopt;
  }
}

/// What a counter must be for a way to go on.
enum class Level : std::uint8_t {
  kAny,
  kBelowOne,  ///< nothing is left in the only place
  kLow,       ///< below a number, or without one of its bits: not all places are taken
};

/// Whether the condition says that a part of the counter's bits is not set.
bool has_clear_bits(const World& world, ValueId condition, bool holds) {
  const ValueNode& node = world.terms[condition];
  const auto are_bits = [](const ValueNode& term) {
    return term.kind == ValueKind::kApply && static_cast<Operation>(term.id) == Operation::kBits;
  };
  if (are_bits(node)) return !holds;
  if (node.kind != ValueKind::kApply || !world.terms.is_number(node.operands.back(), 0)) return false;
  const Operation if_holds = holds ? Operation::kEqual : Operation::kNotEqual;
  return static_cast<Operation>(node.id) == if_holds && are_bits(world.terms[node.operands[0]]);
}

Level level_of(const World& world, ValueId condition, bool holds, const std::optional<Comparison>& comparison) {
  if (!comparison) return has_clear_bits(world, condition, holds) ? Level::kLow : Level::kAny;
  const bool is_below = comparison->operation == Operation::kLess || comparison->operation == Operation::kNotEqual;
  if (!is_below || !world.terms.is(comparison->bound, ValueKind::kNumber)) return Level::kAny;
  const std::int64_t bound = world.terms[comparison->bound].number;
  return bound > 1 ? Level::kLow : bound == 1 ? Level::kBelowOne : Level::kAny;
}

/// Only other threads count it down.
bool is_counted_down_by_others(World& world, const State& state, LocationId place) {
  const auto is_by_other = [&](const PostPlace& post) { return world.paths[post.path].thread != state.self; };
  const std::vector<const Signal*>& signals = world.signals.known_like(place);
  return !signals.empty() && std::ranges::all_of(signals, [&](const Signal* signal) {
    const auto down = signal->places.find(PostKind::kDown);
    return down != signal->places.end() && std::ranges::all_of(down->second, is_by_other);
  });
}

/// What the value is compared with says whose turn it is: it is not one number for all, as the size of a table is.
bool names_a_turn(const World& world, ValueId bound) {
  return world.terms.any_atom(bound, [&](ValueId atom) {
    if (!world.terms.is(atom, ValueKind::kSymbol)) return true;
    return world.key_of(atom).kind != SymbolKind::kStill && !world.memory.is_computed_once(atom);
  });
}

/// The value was drawn from a counter by one atomic step: it may be the first of several, which the next draw leaves out.
bool is_drawn_atomically(World& world, ValueId symbol) {
  if (!world.drawn_from.contains(symbol) || world.key_of(symbol).kind != SymbolKind::kResult) return false;
  return step_at(world, world.sites[load_of(world, symbol)]).op == Op::kLibrary;
}

void note_symbol(World& world, State& state, ValueId condition, bool holds, ValueId symbol, bool is_ordered) {
  if (world.copies.empty() && !world.loaded_from.contains(symbol)) return;
  const std::optional<Comparison> comparison = comparison_of(world, condition, symbol, holds);
  const bool is_with_other = comparison && names_a_turn(world, comparison->bound);
  if (is_with_other) note_copies(world, state, symbol);
  const auto origin = world.loaded_from.find(symbol);
  if (origin == world.loaded_from.end()) return;
  if (comparison) note_claim(world, state, symbol, *comparison);
  bool anywhere = false;
  const std::vector<LocationId> places = world.concrete(origin->second, anywhere);
  if (places.empty()) return;
  const LocationId place = places[0];
  const bool is_one = places.size() == 1 && !anywhere;
  // One of several is called as the program calls it, and told apart when it is known which object it belongs to.
  const LocationId named = is_one ? place : origin->second;
  if (!state.order.raised.empty() && world.signals.is_in_total_order(symbol)) insert_sorted(state.order.tested, named);
  if (!is_ordered) return;
  const Level level = level_of(world, condition, holds, comparison);
  if (level != Level::kAny) {
    world.signals.watch(place);
    if (is_one && is_counted_down_by_others(world, state, place))
      note_heard(state, {.signal = place, .lets_in_several = level == Level::kLow, .is_room = true});
  }
  const bool is_later = is_surely_later(world, state, symbol, world.memory.initial(place));
  const bool is_numbered = comparison && comparison->operation == Operation::kEqual;
  const bool is_with_number = comparison && world.terms.is(comparison->bound, ValueKind::kNumber);
  if (!is_later && (!comparison || is_with_number) && !is_numbered &&
      !(comparison && is_last_of_down(world, *comparison, symbol)))
    return;
  for (const LocationId each : places) {
    world.signals.watch(each);
    world.signals.watch_family(without_indices(world.terms, each));
  }
  if (comparison) note_finished(world, state, place, named, *comparison, symbol);
  const bool is_awaited = is_with_other || (is_numbered && !is_with_number && is_drawn_atomically(world, symbol));
  if (is_later || is_awaited || is_own_turn(world, state, place, symbol))
    note_heard(state, {.signal = named, .value = is_numbered ? comparison->bound : kUnknownValue});
  const std::optional<ValueId> index = is_with_other ? index_below(world, *comparison) : std::nullopt;
  if (index) note_heard(state, {.signal = named, .value = *index, .is_above = true});
  if (is_later && is_one) state.order.seen.insert(place);
}

void note_condition(World& world, State& state, ValueId condition, bool is_fenced) {
  if (is_alone(state)) return;  // nobody could have posted
  std::vector<ValueId> symbols;
  world.terms.visit_atoms(condition, [&](ValueId atom) { symbols.push_back(atom); });
  const ValueId decided = state.facts.decide(world.terms, condition);
  const bool holds = !world.terms.is_number(decided, 0);
  for (const ValueId symbol : symbols) {
    const LoadOrder order = world.signals.order_of(symbol);
    const bool is_ordered = is_fenced || order == LoadOrder::kOrdered;
    note_symbol(world, state, condition, holds, symbol, is_ordered);
    if (is_ordered || order == LoadOrder::kPlain || !world.loaded_from.contains(symbol)) continue;
    note_noticed(world, state, symbol);
    if (state.order.unfenced.size() >= kMostUnfenced) continue;
    insert_sorted(state.order.unfenced, condition);
  }
}

}  // namespace

void note_heard(State& state, const Heard& heard) {
  insert_sorted(state.order.heard, heard);
  if (!state.locks.empty()) insert_sorted(state.order.hearing, heard);
}

void take_heard(State& state) {
  for (Heard& heard : state.order.hearing) heard.is_taken = true;
  state.order.heard = state.order.hearing;
}

void note_seen(World& world, State& state, ValueId condition) { note_condition(world, state, condition, false); }

void note_fenced(World& world, State& state) {
  for (const ValueId condition : std::exchange(state.order.unfenced, {})) note_condition(world, state, condition, true);
}

void note_waited(World& world, State& state, LocationId semaphore, ValueId trips) {
  // Each thread posts the one that its starter waits for under a name of its own.
  const std::vector<const Signal*>& signals = world.signals.known_like(semaphore);
  if (signals.empty()) return;
  ValueId posts = world.terms.number(0);
  for (const Signal* signal : signals) posts = world.terms.sum(posts, posts_of(world, *signal, semaphore));
  const ValueId missing = world.terms.difference(posts, trips);
  const bool is_too_few = world.terms.is(missing, ValueKind::kNumber) && world.terms[missing].number > 0;
  if (!is_too_few) insert_sorted(state.order.finished, {.counter = semaphore, .is_down = true});
}

void note_fenced(World& world, State& state, LocationId place) {
  const std::vector<ValueId> conditions = state.order.unfenced;
  for (const ValueId condition : conditions) {
    const bool is_of_place = world.terms.any_atom(condition, [&](ValueId atom) {
      const auto origin = world.loaded_from.find(atom);
      return origin != world.loaded_from.end() && origin->second == place;
    });
    if (is_of_place) note_condition(world, state, condition, true);
  }
}

}  // namespace check
