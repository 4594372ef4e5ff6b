#include "tool/program/state/state.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "tool/program/state/choosing.h"
#include "tool/program/state/taken.h"

namespace check {
namespace {

/// Histories at one point beyond which they are no longer told apart.
constexpr std::size_t kMostStates = 12;
/// States with the same history that are kept apart for what their pointers name.
constexpr std::size_t kMostOfOneHistory = 4;

std::vector<Running> merge_running(const std::vector<Running>& a, const std::vector<Running>& b) {
  std::map<ThreadId, ValueId> merged;
  for (const Running& thread : a) merged[thread.thread] = thread.instance;
  for (const Running& thread : b) {
    const auto [found, is_new] = merged.try_emplace(thread.thread, thread.instance);
    if (!is_new && found->second != thread.instance) found->second = kUnknownValue;
  }
  std::vector<Running> result;
  for (const auto& [thread, instance] : merged) result.push_back({.thread = thread, .instance = instance});
  return result;
}

/// A number, also one that is not known but was computed once.
bool is_same_to_all(const World& world, ValueId value) {
  return value != kUnknownValue &&
         !world.terms.any_atom(value, [&](ValueId atom) { return !world.memory.is_computed_once(atom); });
}

}  // namespace

bool same_history(const State& a, const State& b) {
  return a.self == b.self && a.locks == b.locks && a.running == b.running && a.over == b.over && a.joined == b.joined &&
         a.order.seen == b.order.seen && a.order.claims == b.order.claims;
}

State common_history(const State& a, const State& b) {
  State result;
  result.self = a.self;
  result.locks = Lockset::meet(a.locks, b.locks);
  result.running = merge_running(a.running, b.running);
  result.over = intersection(a.over, b.over);
  result.joined = intersection(a.joined, b.joined);
  result.order = common(a.order, b.order);
  return result;
}

State merge(World& world, const Meeting& where, const State& a, const State& b) {
  std::vector<std::array<ValueId, 3>> merged;
  const auto merged_value = [&](SymbolKind kind, std::uint32_t which, ValueId first, ValueId second) {
    const ValueId symbol = world.symbol({.kind = kind, .path = where.path, .a = where.block, .b = which});
    const bool is_one = where.is_once && is_same_to_all(world, first) && is_same_to_all(world, second);
    if (is_one) world.memory.note_computed_once(symbol);
    if (!is_one) world.memory.forget_computed_once(symbol);
    for (const ValueId value : {first, second}) {
      world.flows_into(symbol, value);
      if (value != symbol) world.alternatives[symbol].insert(value);
    }
    const auto finds = [&](ValueId found, ValueId none) {
      return world.terms.is(found, ValueKind::kAddress) && world.terms.is_number(none, 0);
    };
    world.addresses_or_null.erase(symbol);
    if (finds(first, second) || finds(second, first))
      world.addresses_or_null[symbol] = world.terms.is_number(first, 0) ? second : first;
    merged.push_back({first, second, symbol});
    return symbol;
  };
  const auto in_place = [&](LocationId place, ValueId first, ValueId second) {
    return merged_value(SymbolKind::kMerged, static_cast<std::uint32_t>(place), first, second);
  };
  State result = common_history(a, b);
  result.locals = PersistentMap<LocationId, ValueId>::common(a.locals, b.locals, in_place);
  result.memory = PersistentMap<LocationId, ValueId>::common(a.memory, b.memory, in_place);
  result.facts = Facts::common(a.facts, b.facts);
  result.fresh = intersection(a.fresh, b.fresh);
  result.placed = intersection(a.placed, b.placed);
  result.glimpses = intersection(a.glimpses, b.glimpses);
  result.stale = intersection(a.stale, b.stale);
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (const Taken& taken : one->taken) {
      const bool is_common = std::ranges::find(other->taken, taken) != other->taken.end();
      const bool is_nothing_there = world.terms.is_number(other->facts.decide(world.terms, world.terms[taken.pointee].value), 0);
      const bool is_known = std::ranges::find(result.taken, taken) != result.taken.end();
      if ((is_common || is_nothing_there) && !is_known) result.taken.push_back(taken);
    }
  }
  result.lasting.resize(a.lasting.size(), kUnknownValue);
  for (std::size_t i = 0; i < a.lasting.size() && i < b.lasting.size(); ++i) {
    const ValueId first = a.lasting[i];
    const ValueId second = b.lasting[i];
    if (first == second || second == kUnknownValue) {
      result.lasting[i] = first;
    } else if (first == kUnknownValue) {  // not computed on this way
      result.lasting[i] = second;
    } else {
      result.lasting[i] = merged_value(SymbolKind::kMergedRegister, static_cast<std::uint32_t>(i), first, second);
    }
  }
  for (const auto& [first, second, symbol] : merged) keep_taken(world, a, first, b, second, symbol, result);
  return result;
}

namespace {

/// Where a state is merged that cannot stand beside the others: nullptr if it can.
State* state_to_merge_with(const World& world, std::vector<State>& states, const State& state) {
  State* with_same_history = nullptr;
  State* with_same_locks = nullptr;
  State* any = nullptr;
  for (State& known : states) {
    if (same_history(known, state)) {
      const bool tells_apart =
          !is_alone(state) && (known.order.heard != state.order.heard || known.order.finished != state.order.finished ||
                               choose_differently(world, known, state) || return_differently(world, known, state));
      if (!tells_apart) return &known;
      with_same_history = &known;
    }
    if (known.self != state.self) continue;
    any = &known;
    if (known.locks == state.locks) with_same_locks = &known;
  }
  if (with_same_history != nullptr && states.size() >= kMostOfOneHistory) return with_same_history;
  if (states.size() < kMostStates) return nullptr;
  return with_same_locks != nullptr ? with_same_locks : any;
}

}  // namespace

void add_state(World& world, const Meeting& where, std::vector<State>& states, State state) {
  State* known = state_to_merge_with(world, states, state);
  if (known == nullptr) {
    states.push_back(std::move(state));
  } else if (!(*known == state)) {
    *known = merge(world, where, *known, state);
  }
}

}  // namespace check
