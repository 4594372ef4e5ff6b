// Two places laid side by side, under the assumption that they are one: what must be equal then, and whether that is possible.
//
// Thread safety: none; one analysis is one thread.
// Invariant: what was learned holds as long as the places may be one; a lock is the same for both only by what was learned.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "tool/program/races/bounds.h"
#include "tool/program/races/equalities.h"
#include "tool/program/races/phases.h"
#include "tool/program/races/spans.h"
#include "tool/program/races/tiles.h"
#include "tool/program/world/overlap.h"
#include "tool/program/world/world.h"

namespace check {

class Comparison {
 public:
  Comparison(World& world, const Access& a, const Access& b, std::uint32_t level)
      : world_(world), level_(level), thread_(a.thread) {
    if (world.threads[a.thread].level > level && world.threads[b.thread].level > level) {
      const ThreadId first = world.threads.ancestor(a.thread, level + 1);
      const ThreadId second = world.threads.ancestor(b.thread, level + 1);
      if (first == second) twin_ = first;
      are_siblings_ = first != second && world.threads[first].start == world.threads[second].start;
    }
    for (const auto& [round, other] : equal_rounds(world, a, b)) same_round_[other] = round;
    nonzero_of_first_.insert(world.log[a.company].nonzero.begin(), world.log[a.company].nonzero.end());
    for (const ValueId difference : world.log[b.company].nonzero) nonzero_of_second_.insert(in_same_round(difference));
    exclude_instances(a, b, true);
    exclude_instances(b, a, false);
  }

  /// False if the places cannot be the same memory. Learns what must be equal if they are.
  bool lay_side_by_side(LocationId a, LocationId b) {
    const PlaceNode first = world_.terms[world_.terms.root(a)];
    const PlaceNode second = world_.terms[world_.terms.root(b)];
    if (first.kind != PlaceKind::kObject || first.id != second.id) return false;
    for (std::size_t i = 0; i < first.instance.size() && i < second.instance.size(); ++i) {
      if (!equate(first.instance[i], second.instance[i])) return false;
    }
    const std::vector<LocationId> path_a = path_to(world_.terms, a);
    const std::vector<LocationId> path_b = path_to(world_.terms, b);
    for (std::size_t i = 0; i < path_a.size() && i < path_b.size(); ++i) {
      const PlaceNode one = world_.terms[path_a[i]];
      const PlaceNode other = world_.terms[path_b[i]];
      if (one.kind != other.kind) return true;  // the same bytes seen as two types
      if (one.kind == PlaceKind::kField && one.id != other.id) return false;
      if (one.kind == PlaceKind::kElement && are_siblings_ && begin_parts(world_, path_a, path_b, i + 1) &&
          begin_elsewhere(world_, one.value, other.value, [&](ValueId atom) { return is_known_to_both(atom); }))
        return false;
      if (one.kind == PlaceKind::kElement && !equate(one.value, other.value)) return false;
    }
    return !twins_are_one();
  }

  bool is_same_lock(LocationId a, LocationId b) const {
    const PlaceNode& first = world_.terms[a];
    const PlaceNode& second = world_.terms[b];
    if (first.kind != second.kind || first.id != second.id) return false;
    switch (first.kind) {
      case PlaceKind::kObject:
        if (world_.objects[static_cast<ObjectId>(first.id)].own_to_thread) return false;  // each thread has its own
        if (first.instance.size() != second.instance.size()) return false;
        for (std::size_t i = 0; i < first.instance.size(); ++i) {
          if (!surely_equal(first.instance[i], second.instance[i])) return false;
        }
        return true;
      case PlaceKind::kField:
        return is_same_lock(first.parent, second.parent);
      case PlaceKind::kElement:
        return surely_equal(first.value, second.value) && is_same_lock(first.parent, second.parent);
      case PlaceKind::kPointee:
        return false;
    }
    return false;
  }

  /// Whether a number of the first and one of the second may be the same.
  bool may_be_equal(ValueId a, ValueId b) { return equate(a, b) && !twins_are_one(); }

 private:
  /// The starter of a thread knows of some instances that they cannot be alive: those of rounds to come, those it has waited for.
  void exclude_instances(const Access& starter, const Access& started, bool starter_is_first) {
    if (world_.threads[starter.thread].level != level_ || world_.threads[started.thread].level <= level_) return;
    const ThreadId thread = world_.threads.ancestor(started.thread, level_ + 1);
    if (world_.threads[thread].loops != 1) return;
    instance_ = world_.symbol({.kind = SymbolKind::kInstance, .a = static_cast<std::uint32_t>(thread), .b = 0});
    starter_is_first_ = starter_is_first;
    const Company& company = world_.log[starter.company];
    for (const JoinMark& mark : company.joined) {
      if (mark.thread == thread && mark.index != kUnknownValue) excluded_.push_back(mark.index);
    }
    for (const Running& running : company.running) {
      if (running.thread != thread || running.instance == kUnknownValue) continue;
      const ValueId number = world_.terms[running.instance].operands[0];
      const ValueNode& node = world_.terms[number];
      const bool is_below = node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == Operation::kLess;
      if (is_below) excluded_.push_back(node.operands[0]);
    }
  }

  /// Equal numbers would make the started thread an instance that cannot be alive.
  bool means_excluded(ValueId a, ValueId b) {
    const ValueId of_starter = starter_is_first_ ? a : b;
    const ValueId of_started = starter_is_first_ ? b : a;
    return std::ranges::any_of(excluded_, [&](ValueId excluded) {
      if (!world_.terms.mentions(of_started, instance_)) return false;
      return world_.terms.rewrite(of_started, [&](ValueId atom) { return atom == instance_ ? excluded : atom; }) == of_starter;
    });
  }

  bool equate(ValueId a, ValueId b) {
    if (world_.terms.is(a, ValueKind::kNumber) && world_.terms.is(b, ValueKind::kNumber)) return a == b;
    if (!excluded_.empty() && means_excluded(a, b)) return false;
    if (are_different_tickets(world_, a, b) || differ_in_one_phase(a, b) || are_on_different_strides(a, b)) return false;
    if (are_tested_to_differ(a, b)) return false;
    equal_.emplace_back(a, b);
    if (a == b && twin_) note_equal_twins(a);
    return !are_apart(a, b) && follow(a, b);
  }

  /// What else must be equal then. False if that is not possible.
  bool follow(ValueId a, ValueId b) {
    if (const auto tiles = equal_tiles(world_, a, b); tiles && !equate(tiles->first, tiles->second)) return false;
    if (const auto equal = equal_rows(world_, a, b)) {
      return equate(equal->rows.first, equal->rows.second) && equate(equal->rest.first, equal->rest.second);
    }
    return std::ranges::all_of(equal_dividends(world_, equal_, {a, b}),
                               [&](const Equality& equal) { return equate(equal.first, equal.second); });
  }

  /// One of the threads has looked: `if (row == pivot) continue`. What it compared with is one value to both.
  bool are_tested_to_differ(ValueId a, ValueId b) {
    if (nonzero_of_first_.empty() && nonzero_of_second_.empty()) return false;
    const ValueId other = in_same_round(b);
    const ValueId distance = world_.terms.difference(a, other);
    if (distance == kUnknownValue) return false;
    const ValueId opposite = world_.terms.scaled(distance, -1);
    const auto knows = [&](const std::set<ValueId>& nonzero) { return nonzero.contains(distance) || nonzero.contains(opposite); };
    return (knows(nonzero_of_first_) && is_one_value(other)) || (knows(nonzero_of_second_) && is_one_value(a));
  }

  bool is_one_value(ValueId value) const {
    const auto may_differ = [&](ValueId atom) { return !is_round_of_first(atom) && !is_known_to_both(atom); };
    return value != kUnknownValue && !world_.terms.any_atom(value, may_differ);
  }

  bool is_round_of_first(ValueId atom) const {
    return std::ranges::any_of(same_round_, [&](const auto& pair) { return pair.second == atom; });
  }

  /// The second's index with the rounds of the first, where both are in the same one.
  ValueId in_same_round(ValueId value) {
    return world_.terms.rewrite(value, [&](ValueId atom) {
      const auto found = same_round_.find(atom);
      return found == same_round_.end() ? atom : found->second;
    });
  }

  /// As the starter calls it.
  ValueId as_started(ValueId value) {
    return world_.terms.rewrite(value, [&](ValueId atom) {
      const auto known = world_.still_values.find(atom);
      return known == world_.still_values.end() ? atom : known->second;
    });
  }

  /// The rounds that both are in, which their phase tells, are one number each.
  ValueId with_fixed_rounds(ValueId value) {
    return world_.terms.rewrite(value, [&](ValueId atom) {
      if (!is_round_of_first(atom)) return atom;
      return world_.terms.hole(static_cast<std::uint32_t>(index_of(atom)));
    });
  }

  /// Each takes every n-th element or row, from another one on: n is taken to be the number of threads unless it is seen to be
  /// less.
  bool are_on_different_strides(ValueId a, ValueId b) {
    const std::optional<Strided> first = strided(world_, with_fixed_rounds(a));
    const std::optional<Strided> second = first ? strided(world_, with_fixed_rounds(in_same_round(b))) : std::nullopt;
    if (!second || first->stride != second->stride || first->following != second->following) return false;
    const ValueId distance = world_.terms.difference(first->base, second->base);
    if (!world_.terms.is(distance, ValueKind::kNumber)) return false;
    if (!world_.terms.is_number(distance, 0)) return are_different_rows(world_, *first, world_.terms[distance].number);
    if (!twin_ || world_.threads[*twin_].loops != 1 || world_.threads[*twin_].is_blurred) return false;
    const ValueId number = world_.symbol({.kind = SymbolKind::kInstance, .a = static_cast<std::uint32_t>(*twin_), .b = 0});
    const std::optional<ValueId> step = growth(world_, first->base, number);
    if (!step || !is_at_least(world_, world_.terms.difference(*step, first->following), 1)) return false;
    if (is_multiple(world_, *step, first->stride)) return false;  // it begins behind what this one takes next
    const ValueId needed = world_.terms.product(world_.threads[*twin_].trips[0], *step);
    const ValueId surplus = world_.terms.difference(as_started(needed), as_started(first->stride));
    return !world_.terms.is(surplus, ValueKind::kNumber) || world_.terms[surplus].number <= 0;
  }

  /// Both have passed a barrier equally often, so their loops are in the same round.
  bool differ_in_one_phase(ValueId a, ValueId b) {
    if (same_round_.empty()) return false;
    const ValueId renamed = in_same_round(b);
    if (differ_by_parts(a, renamed)) return true;
    if (name_what_differs(a, renamed)) return false;
    const ValueId distance = world_.terms.difference(a, renamed);
    if (counts_only(distance) && (is_at_least(world_, distance, 1) || is_at_least(world_, world_.terms.scaled(distance, -1), 1)))
      return true;
    const ValueNode first = world_.terms[a];
    const ValueNode second = world_.terms[renamed];
    const auto is_remainder = [](const ValueNode& node) {
      return node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == Operation::kRemainder;
    };
    if (!is_remainder(first) || !is_remainder(second) || first.operands[1] != second.operands[1]) return false;
    const ValueId shift = world_.terms.difference(first.operands[0], second.operands[0]);
    const ValueNode& divisor = world_.terms[first.operands[1]];
    if (!world_.terms.is(shift, ValueKind::kNumber) || divisor.kind != ValueKind::kNumber || divisor.number == 0) return false;
    return world_.terms[shift].number % divisor.number != 0;
  }

  /// By one name both call what each has for itself, as its number: nothing can be said of the distance.
  bool name_what_differs(ValueId a, ValueId b) const {
    return world_.terms.any_atom(a, [&](ValueId atom) { return !is_one_value(atom) && world_.terms.mentions(b, atom); });
  }

  /// Two sums that cannot be equal, whatever whole numbers their parts are: 2i and 2j + 1. A part that is one value to both
  /// counts once: 1 - k and k, with k in the same phase, are 2k - 1 apart.
  bool differ_by_parts(ValueId a, ValueId b) const {
    std::int64_t constant = 0;
    std::int64_t divisor = 0;
    std::map<ValueId, std::int64_t> common;
    const auto add = [&](ValueId part, std::int64_t factor) {
      if (is_one_value(part)) {
        common[part] += factor;
      } else {
        divisor = std::gcd(divisor, factor);
      }
    };
    for (const auto& [value, sign] : {std::pair(a, 1), std::pair(b, -1)}) {
      const ValueNode& node = world_.terms[value];
      if (node.kind == ValueKind::kUnknown || node.kind == ValueKind::kEvery || node.kind == ValueKind::kAddress) return false;
      if (node.kind == ValueKind::kNumber || node.kind == ValueKind::kSum) constant += sign * node.number;
      for (std::size_t i = 0; node.kind == ValueKind::kSum && i < node.operands.size(); ++i)
        add(node.operands[i], sign * node.factors[i]);
      if (node.kind != ValueKind::kNumber && node.kind != ValueKind::kSum) add(value, sign);
    }
    for (const auto& [part, factor] : common) divisor = std::gcd(divisor, factor);
    return divisor == 0 ? constant != 0 : constant % divisor != 0;
  }

  /// Computed from rounds of loops and numbers of threads, which are not negative.
  bool counts_only(ValueId value) const {
    return value != kUnknownValue && !world_.terms.any_atom(value, [&](ValueId atom) {
      if (!world_.terms.is(atom, ValueKind::kSymbol)) return true;
      const SymbolKind kind = world_.key_of(atom).kind;
      return !is_common(atom) && kind != SymbolKind::kRound && kind != SymbolKind::kInstance;
    });
  }

  /// Ranges of indices that do not meet: those of two loops, or those of two threads that each have their own part.
  bool are_apart(ValueId a, ValueId b) {
    const std::optional<Bounds> first = bounds_of(world_, a);
    const std::optional<Bounds> second = first ? bounds_of(world_, b) : std::nullopt;
    if (!second) return false;
    if (lie_apart(*first, *second) || lie_apart(of_all_instances(world_, *first), of_all_instances(world_, *second))) return true;
    note_own_parts(*first, *second);
    if (are_siblings_) return are_parts_of_siblings(a, b);
    if (!twin_ || world_.threads[*twin_].loops != 1 || world_.threads[*twin_].is_blurred) return false;
    return are_parts_of_twins(a, b);
  }

  /// What one object of many keeps says which part it is: the objects are one if the parts meet. A task that was taken out of a
  /// queue is its taker's, and so is its part.
  void note_own_parts(const Bounds& a, const Bounds& b) {
    std::set<ValueId> numbers;
    world_.terms.visit_atoms(a.low, [&](ValueId atom) {
      if (world_.terms.is(atom, ValueKind::kSymbol) && world_.key_of(atom).kind == SymbolKind::kWhich) numbers.insert(atom);
    });
    for (const ValueId number : numbers) {
      const auto may_differ = [&](ValueId atom) { return atom != number && !is_known_to_both(atom); };
      const bool are_known = std::ranges::none_of(std::initializer_list<ValueId>{a.low, a.high, b.low, b.high},
                                                  [&](ValueId end) { return world_.terms.any_atom(end, may_differ); });
      if (are_known && are_apart_if_different(world_, a, b, number)) equal_.emplace_back(number, number);
    }
  }

  bool lie_apart(const Bounds& a, const Bounds& b) {
    const auto may_differ = [&](ValueId atom) { return !is_known_to_both(atom); };
    for (const ValueId end : {a.low, a.high, b.low, b.high})
      if (world_.terms.any_atom(end, may_differ)) return false;
    return is_at_least(world_, world_.terms.difference(b.low, a.high), 1) ||
           is_at_least(world_, world_.terms.difference(a.low, b.high), 1);
  }

  /// Each twin has its own range. An end that is one of two values, by a test, is taken as the one that keeps the ranges apart:
  /// the other one is the end of the whole.
  bool are_parts_of_twins(ValueId a, ValueId b) {
    const ValueId number = world_.symbol({.kind = SymbolKind::kInstance, .a = static_cast<std::uint32_t>(*twin_), .b = 0});
    const auto are_apart_with = [&](const Choice& choice) {
      const std::optional<Bounds> first = bounds_of(world_, a, choice);
      const std::optional<Bounds> second = first ? bounds_of(world_, b, choice) : std::nullopt;
      return second && are_apart_if_different(world_, *first, *second, number);
    };
    return are_apart_with({}) || std::ranges::any_of(choices_of(world_, a), are_apart_with);
  }

  /// The same for threads that one loop started, round by round.
  bool are_parts_of_siblings(ValueId a, ValueId b) {
    return std::ranges::any_of(choices_of(world_, a), [&](const Choice& choice) {
      const std::optional<Bounds> first = bounds_of(world_, a, choice);
      return first && std::ranges::any_of(choices_of(world_, b), [&](const Choice& other) {
               const std::optional<Bounds> second = bounds_of(world_, b, other);
               return second && lie_apart(*first, *second);
             });
    });
  }

  /// The same function of the number of a twin: if the values are equal, so are the twins' numbers.
  void note_equal_twins(ValueId value) {
    const ValueNode& node = world_.terms[value];
    const bool is_symbol = node.kind == ValueKind::kSymbol;
    const bool is_multiple =
        node.kind == ValueKind::kSum && node.operands.size() == 1 && world_.terms.is(node.operands[0], ValueKind::kSymbol);
    if (!is_symbol && !is_multiple) return;
    const SymbolKey& key = world_.key_of(is_symbol ? value : node.operands[0]);
    if (static_cast<ThreadId>(key.a) != *twin_) return;
    if (key.kind == SymbolKind::kIdentity) same_identity_ = true;
    if (key.kind == SymbolKind::kInstance) same_rounds_.insert(key.b);
  }

  /// What must be equal says that the two instances are the same one, which they are not.
  bool twins_are_one() const {
    if (!twin_) return false;
    const Thread& thread = world_.threads[*twin_];
    if (same_identity_) return true;
    return thread.loops > 0 && !thread.is_blurred && same_rounds_.size() == thread.loops;
  }

  bool is_common(ValueId symbol) const {
    const SymbolKey& key = world_.key_of(symbol);
    if (key.kind == SymbolKind::kStill) return true;
    const bool names_instance = key.kind == SymbolKind::kIdentity || key.kind == SymbolKind::kInstance;
    return names_instance && world_.threads[static_cast<ThreadId>(key.a)].level <= level_;
  }

  /// The symbol is one value to both: a common one, or what an ancestor of both has loaded.
  bool is_known_to_both(ValueId symbol) const {
    if (is_common(symbol)) return true;
    const SymbolKey& key = world_.key_of(symbol);
    const bool is_loaded = key.kind == SymbolKind::kResult || key.kind == SymbolKind::kMerged;
    const ThreadId owner = world_.paths[key.path].thread;
    return is_loaded && world_.threads[owner].level <= level_ && world_.threads.is_within(thread_, owner);
  }

  bool surely_equal(ValueId a, ValueId b) const {
    const ValueId every = world_.terms.every_index();
    if (a == every || b == every) return true;
    if (a == kUnknownValue || b == kUnknownValue) return false;
    if (a == b && !world_.terms.any_atom(a, [&](ValueId atom) { return !is_common(atom); })) return true;
    if (is_same_function_of_equals(a, b)) return true;
    return std::ranges::any_of(equal_, [&](const auto& pair) {
      if (pair.first == kUnknownValue || pair.second == kUnknownValue) return false;
      if (are_equal_stripes(world_, a, b, pair)) return true;
      // Both are as far from what is equal, or both as far on the other side of it: n - i.
      const auto are_same_number = [&](ValueId first, ValueId second) {
        return first == second && world_.terms.is(first, ValueKind::kNumber);
      };
      return are_same_number(world_.terms.difference(a, pair.first), world_.terms.difference(b, pair.second)) ||
             are_same_number(world_.terms.sum(a, pair.first), world_.terms.sum(b, pair.second));
    });
  }

  /// Computed in the same way from what is surely equal: account % kStripes.
  bool is_same_function_of_equals(ValueId a, ValueId b) const {
    const ValueNode& first = world_.terms[a];
    const ValueNode& second = world_.terms[b];
    if (first.operands.empty() || first.operands.size() != second.operands.size()) return false;
    if (first.kind != second.kind || first.id != second.id || first.number != second.number || first.factors != second.factors)
      return false;
    for (std::size_t i = 0; i < first.operands.size(); ++i) {
      if (!surely_equal(first.operands[i], second.operands[i])) return false;
    }
    return true;
  }

  World& world_;
  std::uint32_t level_;
  ThreadId thread_{};             ///< of the first side
  std::optional<ThreadId> twin_;  ///< the thread of which the two sides are different instances
  bool are_siblings_ = false;     ///< one place in the code started both, in different rounds or calls
  std::vector<Equality> equal_;
  ValueId instance_{};             ///< the number of the started thread's instance
  std::vector<ValueId> excluded_;  ///< what it is not
  bool starter_is_first_ = true;
  std::map<ValueId, ValueId> same_round_;  ///< by a round of the second's loop: that of the first's
  std::set<ValueId> nonzero_of_first_;     ///< differences that the thread knows not to be zero
  std::set<ValueId> nonzero_of_second_;
  bool same_identity_ = false;
  std::set<std::uint32_t> same_rounds_;
};

}  // namespace check
