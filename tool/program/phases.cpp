#include "tool/program/phases.h"

#include <numeric>

#include "tool/program/bounds.h"

namespace check {
namespace {

/// The barrier is passed by exactly the threads that wait at it; taken to be so unless the numbers say otherwise.
bool holds_all(World& world, const Barrier& barrier) {
  ValueId instances = world.terms.number(0);
  for (const ThreadId waiter : barrier.waiters) {
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
  return world.terms.is(a, ValueKind::kNumber) && world.terms.is(b, ValueKind::kNumber) && world.terms[a].number < world.terms[b].number;
}

bool cannot_be_equal(World& world, ValueId a, ValueId b) {
  if (differ_by_rounds(world, a, b)) return true;
  return is_less(world, a, least(world, b)) || is_less(world, b, least(world, a));
}

}  // namespace

bool are_in_different_phases(World& world, const Access& a, const Access& b) {
  const Company& first = world.log[a.company];
  const Company& second = world.log[b.company];
  for (const Phase& one : first.phases) {
    for (const Phase& other : second.phases) {
      if (one.barrier != other.barrier) continue;
      const Barrier* barrier = world.signals.find_barrier(one.barrier);
      if (barrier == nullptr || !barrier->waiters.contains(a.thread) || !barrier->waiters.contains(b.thread)) continue;
      if (holds_all(world, *barrier) && cannot_be_equal(world, one.count, other.count)) return true;
    }
  }
  return false;
}

}  // namespace check
