// What changes from one round of a loop to the next.
#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "tool/program/state/taken.h"
#include "tool/program/walk/function_walk.h"

namespace check {

State FunctionWalk::entering(const Loop& loop, State state) {
  const ValueId round = round_of(world_, frame_, loop.head);
  std::map<LocationId, LocationId> renamed;
  std::vector<std::pair<ValueId, ValueId>> moved;
  std::vector<std::pair<ValueId, bool>> nulls;
  for (const auto& [place, growth] : *loop.growth) {
    for (auto* map : {&state.locals, &state.memory}) {
      const ValueId* known = map->find(place);
      if (known == nullptr) continue;
      const ValueId value = *known;
      const ValueId grown = growth.is_regular ? world_.terms.sum(value, world_.terms.product(round, growth.step))
                                              : changing_value(loop, place, value);
      map->set(place, grown);
      // That a running sum begins with zero is not what its thread is to know of its part.
      if (growth.is_regular || world_.of_rounds.contains(grown)) continue;
      if (const auto is_null = known_to_be_null(state, value)) nulls.emplace_back(grown, *is_null);
      if (world_.terms.is(value, ValueKind::kSymbol) && value != grown) moved.emplace_back(value, grown);
      const bool moves_on = world_.terms.is(value, ValueKind::kAddress) || world_.terms.is(value, ValueKind::kSymbol);
      if (moves_on) renamed[world_.terms.target(value)] = world_.terms.pointee(grown);
    }
  }
  // A lock inside of what a pointer leads to is called by the pointer, which will lead elsewhere.
  state.locks.rename([&](LocationId lock) -> std::optional<LocationId> {
    for (const auto& [whole, pointee] : renamed) {
      if (lock != whole && world_.terms.is_inside(lock, whole)) return world_.terms.rebase(lock, whole, pointee);
    }
    return lock;
  });
  if (!moved.empty() && !state.taken.empty()) keep_taken_under_new_names(loop, State(state), moved, state);
  note_nulls(nulls, state);
  return state;
}

/// Whether the pointer is surely null, or surely not; nothing if that is not known.
std::optional<bool> FunctionWalk::known_to_be_null(const State& state, ValueId pointer) {
  const ValueId is_null =
      state.facts.decide(world_.terms, world_.terms.apply(Operation::kEqual, pointer, world_.terms.number(0)));
  if (!world_.terms.is(is_null, ValueKind::kNumber)) return std::nullopt;
  return !world_.terms.is_number(is_null, 0);
}

/// What is known of the pointers under their new names.
void FunctionWalk::note_nulls(const std::vector<std::pair<ValueId, bool>>& nulls, State& state) {
  for (const auto& [pointer, is_null] : nulls) state.facts.assume_equal(world_.terms, world_.symbols, pointer, 0, is_null);
}

ValueId FunctionWalk::changing_value(const Loop& loop, LocationId place, ValueId value) {
  const ValueId symbol = world_.symbol(
      {.kind = SymbolKind::kMerged, .path = path_at(frame_, loop.head), .a = loop.head, .b = static_cast<std::uint32_t>(place)});
  world_.flows_into(symbol, value);
  return symbol;
}

std::vector<ValueId> FunctionWalk::values_at_head(const Loop& loop, LocationId place, bool is_local) const {
  std::vector<ValueId> values;
  for (const State& state : loop.at_head) {
    const ValueId* value = (is_local ? state.locals : state.memory).find(place);
    if (value != nullptr && std::ranges::find(values, *value) == values.end()) values.push_back(*value);
  }
  return values;
}

/// A number, or computed from what does not change in the loop.
bool FunctionWalk::is_the_same_in_each_round(const Loop& loop, const State& state, ValueId value) const {
  if (value == kUnknownValue) return false;
  return !world_.terms.any_atom(
      value, [&](ValueId atom) { return world_.terms.is(atom, ValueKind::kHole) || is_of_last_round(loop, state, atom); });
}

/// By how much the value at the place has grown since the round began; nothing if not in a regular way.
std::optional<ValueId> FunctionWalk::step_of_round(const Loop& loop, const State& state, ValueId value,
                                                   const std::vector<ValueId>& before) {
  std::optional<ValueId> step;
  for (const ValueId old : before) {
    ValueId distance = world_.terms.difference(value, old);
    if (world_.terms.is(value, ValueKind::kAddress) && world_.terms.is(old, ValueKind::kAddress)) {
      const PlaceNode& to = world_.terms[static_cast<LocationId>(world_.terms[value].id)];
      const PlaceNode& from = world_.terms[static_cast<LocationId>(world_.terms[old].id)];
      const bool same_array = to.kind == PlaceKind::kElement && from.kind == PlaceKind::kElement && to.parent == from.parent;
      distance = same_array ? world_.terms.difference(to.value, from.value) : kUnknownValue;
    }
    if (is_the_same_in_each_round(loop, state, distance)) step = distance;
  }
  return step;
}

bool FunctionWalk::learn_growth_at(Loop& loop, const State& state, LocationId place, ValueId value, bool is_local) {
  const std::vector<ValueId> before = values_at_head(loop, place, is_local);
  const auto known = loop.growth->find(place);
  const bool is_regular = known != loop.growth->end() && known->second.is_regular;
  if (before.empty() || (std::ranges::find(before, value) != before.end() && !is_regular)) return false;
  const std::optional<ValueId> step = step_of_round(loop, state, value, before);
  if (known == loop.growth->end()) {
    (*loop.growth)[place] = {.is_regular = step.has_value(), .step = step.value_or(kUnknownValue)};
    return true;
  }
  if (!is_regular || step == known->second.step) return false;
  known->second.is_regular = false;
  return true;
}

/// What is as it was when the round began, and always was, has not grown: only the rest is looked at.
bool FunctionWalk::learn_growth(Loop& loop, const State& state) {
  bool is_news = false;
  for (const bool is_local : {true, false}) {
    const auto& map = is_local ? state.locals : state.memory;
    std::map<LocationId, ValueId> suspects;
    for (const auto& [place, growth] : *loop.growth) {
      if (const ValueId* value = map.find(place)) suspects.emplace(place, *value);
    }
    const State& head = loop.at_head.front();
    PersistentMap<LocationId, ValueId>::for_each_new(map, is_local ? head.locals : head.memory,
                                                     [&](LocationId place, ValueId value) { suspects.emplace(place, value); });
    for (const auto& [place, value] : suspects) is_news = learn_growth_at(loop, state, place, value, is_local) || is_news;
  }
  return is_news;
}

/// A symbol that stands for something else in the round that begins.
bool FunctionWalk::is_of_last_round(const Loop& loop, const State& state, ValueId symbol) const {
  const SymbolKey& key = world_.key_of(symbol);
  if (key.kind == SymbolKind::kWhich) {
    return world_.terms.any_atom(static_cast<ValueId>(key.a), [&](ValueId atom) { return is_of_last_round(loop, state, atom); });
  }
  if (key.path == path_at(frame_, loop.head) && key.a == loop.head) {
    if (key.kind == SymbolKind::kRound) return true;
    if (key.kind == SymbolKind::kMerged) {
      const auto place = static_cast<LocationId>(key.b);
      const ValueId* now = state.locals.find(place);
      if (now == nullptr) now = state.memory.find(place);
      return now == nullptr || *now != symbol;
    }
    if (key.kind == SymbolKind::kResult) return true;
  }
  return changes_in_loop(world_, frame_, loop.head, symbol);
}

/// What was not known when the round began is not known when the next one does.
void FunctionWalk::keep_what_was_at_head(const Loop& loop, PersistentMap<LocationId, ValueId>& map, bool is_local) const {
  const State& head = loop.at_head.front();
  std::vector<LocationId> lost;
  PersistentMap<LocationId, ValueId>::for_each_new(map, is_local ? head.locals : head.memory, [&](LocationId place, ValueId) {
    if (values_at_head(loop, place, is_local).empty()) lost.push_back(place);
  });
  for (const LocationId place : lost) map.erase(place);
}

State FunctionWalk::next_round(const Loop& loop, State state) {
  const ValueId round = round_of(world_, frame_, loop.head);
  std::map<ValueId, ValueId> renamed;
  std::vector<std::pair<ValueId, ValueId>> moved;
  std::vector<ValueId> changed;
  std::vector<std::pair<ValueId, bool>> nulls;
  for (const bool is_local : {true, false}) {
    auto& map = is_local ? state.locals : state.memory;
    keep_what_was_at_head(loop, map, is_local);
    for (const auto& [place, growth] : *loop.growth) {  // the others are the same as before
      const ValueId* known = map.find(place);
      if (known == nullptr) continue;
      const ValueId value = *known;
      if (growth.is_regular) {
        // It has grown by one step, and so has the round.
        map.set(place, world_.terms.rewrite(value, [&](ValueId atom) {
          return atom == round ? world_.terms.sum(atom, world_.terms.number(-1)) : atom;
        }));
      } else {
        const ValueId symbol = changing_value(loop, place, value);
        changed.push_back(symbol);
        if (world_.terms.is(value, ValueKind::kSymbol)) renamed[value] = symbol;
        if (world_.terms.is(value, ValueKind::kSymbol) && value != symbol) moved.emplace_back(value, symbol);
        if (const auto is_null = known_to_be_null(state, value)) nulls.emplace_back(symbol, *is_null);
        map.set(place, symbol);
      }
    }
  }
  // What a lock was called by the pointer that moved on is called by where it moved to.
  state.locks.rename([&](LocationId place) -> std::optional<LocationId> {
    return world_.terms.rewrite(place, [&](ValueId atom) {
      const auto found = renamed.find(atom);
      return found == renamed.end() ? atom : found->second;
    });
  });
  keep_lock_of_each_round(round, state);
  const State before = state;
  forget_last_round(loop, before, state);
  keep_taken_under_new_names(loop, before, moved, state);
  // Of what they were in the last round nothing is true any more.
  for (const ValueId symbol : changed) state.facts.forget(world_.terms, symbol);
  note_nulls(nulls, state);
  return state;
}

/// What was taken out before the loop, or in the last round, is still the taker's under the names that its variables have now.
void FunctionWalk::keep_taken_under_new_names(const Loop& loop, const State& before,
                                              const std::vector<std::pair<ValueId, ValueId>>& moved, State& state) {
  for (const auto& [value, symbol] : moved) {
    const LocationId pointee = world_.terms.pointee(symbol);
    forget_taken(state, pointee);
    const Taken* taken = taken_with(world_, before, world_.terms.pointee(value));
    if (taken == nullptr) continue;
    const bool names_last_round = std::ranges::any_of(taken->locks, [&](const Lock& lock) {
      return world_.terms.any_atom(lock.place, [&](ValueId atom) { return is_of_last_round(loop, before, atom); });
    });
    if (names_last_round) continue;
    Taken moved_on = *taken;
    moved_on.pointee = pointee;
    note_taken(state, std::move(moved_on));
  }
}

/// Element i of an array of locks was taken in round i, and is kept: after the loop all of them are held.
void FunctionWalk::keep_lock_of_each_round(ValueId round, State& state) {
  state.locks.rename([&](LocationId lock) -> std::optional<LocationId> {
    for (LocationId place = lock;
         world_.terms[place].kind == PlaceKind::kField || world_.terms[place].kind == PlaceKind::kElement;
         place = world_.terms[place].parent) {
      const PlaceNode& node = world_.terms[place];
      const bool is_of_round = node.kind == PlaceKind::kElement && node.value == round;
      if (!is_of_round || world_.terms.mentions(node.parent, round)) continue;
      return world_.terms.rebase(lock, place, world_.terms.element(node.parent, world_.terms.every_index()));
    }
    return lock;
  });
}

/// What was started in this round or an earlier one was started below the next round.
ValueId FunctionWalk::earlier_instances(ValueId instance, ValueId round, const std::function<bool(ValueId)>& is_stale) {
  const ValueNode& node = world_.terms[instance];
  const ValueId last = node.operands.back();
  const bool is_of_this_loop = last == round || last == world_.terms.below(round) || last == world_.terms.up_to(round);
  if (!is_of_this_loop) return kUnknownValue;
  for (std::size_t i = 0; i + 1 < node.operands.size(); ++i) {
    if (world_.terms.any_atom(node.operands[i], is_stale)) return kUnknownValue;
  }
  std::vector<ValueId> operands = node.operands;
  operands.back() = world_.terms.below(round);
  return world_.terms.thread(static_cast<ThreadId>(node.id), std::move(operands));
}

void FunctionWalk::forget_last_round(const Loop& loop, const State& before, State& state) {
  const ValueId round = round_of(world_, frame_, loop.head);
  std::unordered_map<ValueId, bool> asked;
  const auto stale = [&](ValueId atom) {
    const auto [known, is_new] = asked.try_emplace(atom, false);
    if (is_new) known->second = is_of_last_round(loop, before, atom);
    return known->second;
  };
  const auto mentions_stale = [&](auto term) { return world_.terms.any_atom(term, stale); };
  state.memory.erase_if([&](LocationId place, ValueId) { return mentions_stale(place); });
  state.facts.forget_if(world_.terms, stale);
  state.locks.forget_if(mentions_stale);
  for (Running& thread : state.running) {
    if (thread.instance == kUnknownValue || !mentions_stale(thread.instance)) continue;
    thread.instance = earlier_instances(thread.instance, round, stale);
  }
  std::erase_if(state.fresh, mentions_stale);
  std::erase_if(state.placed, mentions_stale);
  std::erase_if(state.order.unfenced, mentions_stale);
  for (auto* signals : {&state.order.heard, &state.order.hearing})
    std::erase_if(*signals, [&](const Heard& heard) { return mentions_stale(heard.signal) || mentions_stale(heard.value); });
  for (auto* places : {&state.order.claims, &state.order.tested, &state.order.raised}) std::erase_if(*places, mentions_stale);
  std::erase_if(state.order.finished, [&](const Finish& finish) { return mentions_stale(finish.counter); });
  std::erase_if(state.glimpses,
                [&](const Glimpse& glimpse) { return mentions_stale(glimpse.value) || mentions_stale(glimpse.place); });
  std::erase_if(state.taken, [&](const Taken& taken) { return mentions_stale(taken.pointee); });
  for (ValueId& value : state.lasting) {
    if (value != kUnknownValue && mentions_stale(value)) value = kUnknownValue;
  }
  std::erase_if(state.joined, [&](const JoinMark& mark) { return mark.round == round || mentions_stale(mark.round); });
}

}  // namespace check
