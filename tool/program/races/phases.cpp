#include "tool/program/races/phases.h"

#include <numeric>
#include <optional>

namespace check {
namespace {

/// The two may run at the same time. Of threads on different levels that is not asked.
bool may_meet(const World& world, ThreadId a, ThreadId b) {
  const Thread& first = world.threads[a];
  const Thread& second = world.threads[b];
  return a == b || first.level != second.level || first.meets.contains(b) || second.meets.contains(a);
}

/// The barrier is passed by exactly the threads that wait at it beside this one; taken to be so unless the numbers say otherwise.
bool holds_all(World& world, const Barrier& barrier, ThreadId one) {
  ValueId instances = world.terms.number(0);
  for (const ThreadId waiter : barrier.waiters) {
    if (!may_meet(world, one, waiter)) continue;  // a team of another time
    const Thread& thread = world.threads[waiter];
    if (thread.loops > 1 || thread.is_blurred) return true;
    instances = world.terms.sum(instances, thread.loops == 0 ? world.terms.number(1) : thread.trips[0]);
  }
  const ValueId surplus = world.terms.difference(instances, barrier.size);
  return !world.terms.is(surplus, ValueKind::kNumber) || world.terms[surplus].number == 0;
}

/// Whether two counts cannot be the same number, whatever the rounds of the loops are: 2i and 2j + 1.
bool differ_by_rounds(const World& world, ValueId a, ValueId b) {
  std::int64_t constant = 0;
  std::int64_t divisor = 0;
  for (const auto& [value, sign] : {std::pair(a, 1), std::pair(b, -1)}) {
    const ValueNode& node = world.terms[value];
    if (node.kind == ValueKind::kNumber) {
      constant += sign * node.number;
    } else if (node.kind == ValueKind::kSum) {
      constant += sign * node.number;
      for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (!world.terms.is(node.operands[i], ValueKind::kSymbol)) return false;
        divisor = std::gcd(divisor, node.factors[i]);
      }
    } else if (node.kind == ValueKind::kSymbol && world.key_of(value).kind == SymbolKind::kRound) {
      divisor = 1;
    } else {
      return false;
    }
  }
  return divisor == 0 ? constant != 0 : constant % divisor != 0;
}

/// The least that a count can be: in the first rounds of its loops.
ValueId least(World& world, ValueId count) {
  return world.terms.rewrite(count, [&](ValueId atom) {
    const bool is_round = world.terms.is(atom, ValueKind::kSymbol) && world.key_of(atom).kind == SymbolKind::kRound;
    return is_round ? world.terms.number(0) : kUnknownValue;
  });
}

bool is_less(const World& world, ValueId a, ValueId b) {
  return world.terms.is(a, ValueKind::kNumber) && world.terms.is(b, ValueKind::kNumber) &&
         world.terms[a].number < world.terms[b].number;
}

bool cannot_be_equal(World& world, ValueId a, ValueId b) {
  if (differ_by_rounds(world, a, b)) return true;
  return is_less(world, a, least(world, b)) || is_less(world, b, least(world, a));
}

/// The counts of both at each barrier that both wait at.
std::vector<std::pair<ValueId, ValueId>> common_counts(World& world, const Access& a, const Access& b) {
  std::vector<std::pair<ValueId, ValueId>> counts;
  for (const Phase& one : world.log[a.company].phases) {
    for (const Phase& other : world.log[b.company].phases) {
      if (one.barrier != other.barrier) continue;
      const Barrier* barrier = world.signals.find_barrier(one.barrier);
      if (barrier == nullptr || !barrier->waiters.contains(a.thread) || !barrier->waiters.contains(b.thread)) continue;
      if (holds_all(world, *barrier, a.thread)) counts.emplace_back(one.count, other.count);
    }
  }
  return counts;
}

/// The only round that the count depends on.
std::optional<ValueId> round_in(const World& world, ValueId count) {
  const ValueNode& node = world.terms[count];
  const ValueId atom = node.kind == ValueKind::kSum && node.operands.size() == 1 ? node.operands[0] : count;
  const bool is_round = world.terms.is(atom, ValueKind::kSymbol) && world.key_of(atom).kind == SymbolKind::kRound;
  return is_round ? std::optional(atom) : std::nullopt;
}

/// If the two counts are equal, how much further the second's round is than the first's.
struct RoundsApart {
  ValueId first{};
  ValueId second{};
  ValueId distance{};
};

std::optional<RoundsApart> rounds_apart(World& world, ValueId first, ValueId second) {
  const std::optional<ValueId> one = round_in(world, first);
  const std::optional<ValueId> other = round_in(world, second);
  if (!one || !other) return std::nullopt;
  const ValueId before_first = world.terms.difference(first, *one);
  const ValueId before_second = world.terms.difference(second, *other);
  const ValueId distance = world.terms.difference(before_first, before_second);
  if (!world.terms.is(distance, ValueKind::kNumber)) return std::nullopt;
  return RoundsApart{.first = *one, .second = *other, .distance = distance};
}

}  // namespace

bool are_in_different_phases(World& world, const Access& a, const Access& b) {
  const auto counts = common_counts(world, a, b);
  for (const auto& [first, second] : counts) {
    if (cannot_be_equal(world, first, second)) return true;
  }
  // What equal counts at one barrier say of the rounds may be impossible at another.
  for (const auto& [first, second] : counts) {
    const std::optional<RoundsApart> apart = rounds_apart(world, first, second);
    if (!apart) continue;
    const ValueId same = world.terms.sum(apart->first, apart->distance);
    for (const auto& [one, other] : counts) {
      const ValueId renamed = world.terms.rewrite(other, [&](ValueId atom) { return atom == apart->second ? same : atom; });
      const ValueId difference = world.terms.difference(one, renamed);
      if (world.terms.is(difference, ValueKind::kNumber) && world.terms[difference].number != 0) return true;
    }
  }
  return false;
}

std::vector<std::pair<ValueId, ValueId>> equal_rounds(World& world, const Access& a, const Access& b) {
  std::vector<std::pair<ValueId, ValueId>> rounds;
  for (const auto& [first, second] : common_counts(world, a, b)) {
    const std::optional<ValueId> one = round_in(world, first);
    const std::optional<ValueId> other = round_in(world, second);
    if (!one || !other) continue;
    const ValueId renamed = world.terms.rewrite(second, [&](ValueId atom) { return atom == *other ? *one : atom; });
    if (renamed == first) rounds.emplace_back(*one, *other);
  }
  return rounds;
}

}  // namespace check
