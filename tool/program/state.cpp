#include "tool/program/state.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace check {
namespace {

/// Histories at one point beyond which they are no longer told apart.
constexpr std::size_t kMostStates = 12;

template <class Item>
std::vector<Item> intersection(const std::vector<Item>& a, const std::vector<Item>& b) {
  std::vector<Item> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

template <class Item>
std::vector<Item> all_of(const std::vector<Item>& a, const std::vector<Item>& b) {
  std::vector<Item> all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}

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

}  // namespace

bool same_history(const State& a, const State& b) {
  return a.self == b.self && a.locks == b.locks && a.running == b.running && a.over == b.over && a.joined == b.joined &&
         a.seen == b.seen;
}

State common_history(const State& a, const State& b) {
  State result;
  result.self = a.self;
  result.locks = Lockset::meet(a.locks, b.locks);
  result.running = merge_running(a.running, b.running);
  result.over = intersection(a.over, b.over);
  result.joined = intersection(a.joined, b.joined);
  result.seen = intersection(a.seen, b.seen);
  result.posted = all_of(a.posted, b.posted);
  return result;
}

State merge(World& world, PathId path, std::uint32_t block, const State& a, const State& b) {
  const auto merged_value = [&](SymbolKind kind, std::uint32_t which, ValueId first, ValueId second) {
    const ValueId symbol = world.symbol({.kind = kind, .path = path, .a = block, .b = which});
    world.flows_into(symbol, first);
    world.flows_into(symbol, second);
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
  result.glimpses = intersection(a.glimpses, b.glimpses);
  result.noticed = intersection(a.noticed, b.noticed);
  result.is_fenced = a.is_fenced && b.is_fenced;
  for (const Taken& taken : a.taken) {
    if (std::ranges::find(b.taken, taken) != b.taken.end()) result.taken.push_back(taken);
  }
  result.lasting.resize(a.lasting.size(), kUnknownValue);
  for (std::size_t i = 0; i < a.lasting.size() && i < b.lasting.size(); ++i) {
    const ValueId first = a.lasting[i];
    const ValueId second = b.lasting[i];
    if (first == second) {
      result.lasting[i] = first;
    } else if (first != kUnknownValue && second != kUnknownValue) {
      result.lasting[i] = merged_value(SymbolKind::kMergedRegister, static_cast<std::uint32_t>(i), first, second);
    }
  }
  return result;
}

void add_state(World& world, PathId path, std::uint32_t block, std::vector<State>& states, State state) {
  for (State& known : states) {
    const bool one_too_many = states.size() >= kMostStates && known.self == state.self;
    if (!same_history(known, state) && !one_too_many) continue;
    if (!(known == state)) known = merge(world, path, block, known, state);
    return;
  }
  states.push_back(std::move(state));
}

}  // namespace check
