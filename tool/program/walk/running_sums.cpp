// Sums that a loop adds to in each round: where the part of each thread begins, if the parts differ in size.
#include <algorithm>
#include <vector>

#include "tool/program/walk/function_walk.h"

namespace check {
namespace {

/// How far back it is followed which of several values a sum is.
constexpr int kMostTests = 3;

/// What is not known is taken not to be negative: how many elements a part has.
bool is_not_negative(const Terms& terms, ValueId value) {
  const ValueNode& node = terms[value];
  return value != kUnknownValue && node.number >= 0 && std::ranges::all_of(node.factors, [](auto factor) { return factor > 0; });
}

}  // namespace

/// Main runs the loop, and no other loop is around it: what a round computes is a function of the round's number.
bool FunctionWalk::runs_once(const Loop& loop) const {
  if (loop.at_head.empty() || loop.at_head.front().self != kMainThread) return false;
  return rounds_at(world_, frame_, loop.head).size() == 1 && !world_.is_in_shared_call(frame_.path);
}

/// What is at the place when a round ends, if all rounds end alike: the symbol and something more. Who knows what the symbol is,
/// as in the first round, has put that in its place.
ValueId FunctionWalk::sum_at_end(const Loop& loop, LocationId place, ValueId symbol) const {
  const auto value_in = [&](const State& state) {
    const ValueId* value = state.locals.find(place);
    if (value == nullptr) value = state.memory.find(place);
    return value == nullptr ? kUnknownValue : *value;
  };
  const auto is_sum = [&](const State& state) { return adds_to(value_in(state), symbol, kMostTests); };
  const auto sum = std::ranges::find_if(loop.back, is_sum);
  if (sum == loop.back.end()) return kUnknownValue;
  const ValueId value = value_in(*sum);
  const bool are_alike = std::ranges::all_of(loop.back, [&](const State& state) {
    const auto as_known = [&](ValueId atom) { return atom == symbol ? state.facts.decide(world_.terms, atom) : atom; };
    return value_in(state) == value || value_in(state) == world_.terms.rewrite(value, as_known);
  });
  return are_alike ? value : kUnknownValue;
}

/// The value is the symbol and something more, on whichever way.
bool FunctionWalk::adds_to(ValueId value, ValueId symbol, int depth) const {
  if (value == kUnknownValue) return false;
  const ValueId more = world_.terms.difference(value, symbol);
  if (!world_.terms.mentions(more, symbol) && is_not_negative(world_.terms, more)) return true;
  const auto ways = world_.alternatives.find(value);
  return depth > 0 && ways != world_.alternatives.end() &&
         std::ranges::all_of(ways->second, [&](ValueId way) { return way == symbol || adds_to(way, symbol, depth - 1); });
}

/// Main has it from outside of all loops: it is one number in the whole run.
bool FunctionWalk::is_known_before_loops(ValueId symbol) const {
  if (world_.memory.is_computed_once(symbol)) return true;
  const SymbolKey& key = world_.key_of(symbol);
  const bool is_of_block =
      key.kind == SymbolKind::kResult || key.kind == SymbolKind::kMerged || key.kind == SymbolKind::kMergedRegister;
  return is_of_block && key.path == frame_.path && frame_.function->flow.loops_around[key.a].empty();
}

/// True if it is news what the symbol is when the next round begins.
bool FunctionWalk::note_next(const Loop& loop, ValueId symbol, ValueId next) {
  const ValueId round = round_of(world_, frame_, loop.head);
  std::vector<ValueId> of_round = {symbol};
  std::vector<ValueId> outside;
  const ValueId as_function = world_.terms.rewrite(next, [&](ValueId atom) {
    if (atom == round) return world_.terms.hole(0);
    const SymbolKey& key = world_.key_of(atom);
    const bool is_at_head = key.path == path_at(frame_, loop.head) && key.a == loop.head;
    if (is_at_head || changes_in_loop(world_, frame_, loop.head, atom)) {
      of_round.push_back(atom);
      return world_.terms.of_round(static_cast<SymbolId>(world_.terms[atom].id), world_.terms.hole(0));
    }
    outside.push_back(atom);
    return is_known_before_loops(atom) ? atom : kUnknownValue;
  });
  if (as_function == kUnknownValue) return false;
  for (const ValueId one : of_round) world_.of_rounds.try_emplace(one, round);
  for (const ValueId one : outside) world_.memory.note_part_of_sum(one);
  return world_.terms.set_next(static_cast<SymbolId>(world_.terms[symbol].id), as_function);
}

void FunctionWalk::note_running_sums(const Loop& loop) {
  if (!runs_once(loop)) return;
  for (const auto& [place, growth] : *loop.growth) {
    if (growth.is_regular) continue;
    const ValueId symbol = world_.symbol({.kind = SymbolKind::kMerged,
                                          .path = path_at(frame_, loop.head),
                                          .a = loop.head,
                                          .b = static_cast<std::uint32_t>(place)});
    const ValueId next = sum_at_end(loop, place, symbol);
    if (next == kUnknownValue || next == symbol) continue;
    world_.has_learned_growth = note_next(loop, symbol, next) || world_.has_learned_growth;
  }
}

}  // namespace check
