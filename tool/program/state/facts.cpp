#include "tool/program/state/facts.h"

#include <vector>

namespace check {
namespace {

/// Older facts are given up: a long function tests much that does not matter.
constexpr std::size_t kMostFacts = 64;

/// Comparisons come in pairs, of which one is kept: a != b is "not a == b".
bool is_inverse(Operation operation) {
  return operation == Operation::kNotEqual || operation == Operation::kGreater || operation == Operation::kGreaterEqual;
}

bool is_comparison(const ValueNode& node) {
  return node.kind == ValueKind::kApply && opposite(static_cast<Operation>(node.id)) != Operation::kNone;
}

/// Whether the symbol may have (or not have) this value, as far as its possible values are all known.
bool may_be(const Terms& terms, const Targets& targets, std::int64_t number, bool equal) {
  if (targets.anything || targets.values.empty()) return true;
  for (const ValueId value : targets.values) {
    const ValueNode& node = terms[value];
    if (node.kind == ValueKind::kNumber) {
      if ((node.number == number) == equal) return true;
    } else if (node.kind == ValueKind::kSymbol || node.kind == ValueKind::kSum || node.kind == ValueKind::kApply) {
      return true;
    } else if (!equal || number != 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

ValueId Facts::decide(Terms& terms, ValueId condition) const {
  if (known_.empty()) return condition;
  const ValueNode& node = terms[condition];
  if (node.kind == ValueKind::kApply && node.operands.size() == 2) {
    const auto operation = static_cast<Operation>(node.id);
    const ValueId first = decide(terms, node.operands[0]);
    const ValueId second = decide(terms, node.operands[1]);
    const ValueId with_numbers = terms.apply(operation, first, second);
    if (terms.is(with_numbers, ValueKind::kNumber)) return with_numbers;
  }
  if (is_comparison(node)) {
    const auto operation = static_cast<Operation>(node.id);
    const bool inverse = is_inverse(operation);
    const ValueId key = inverse ? terms.apply(opposite(operation), node.operands[0], node.operands[1]) : condition;
    if (const Fact* fact = known_.find(key)) return terms.number((fact->number != 0) == inverse ? 0 : 1);
    const bool tests_equality = operation == Operation::kEqual || operation == Operation::kNotEqual;
    if (tests_equality && terms.is(node.operands[1], ValueKind::kNumber)) {
      const Fact* fact = known_.find(node.operands[0]);
      if (fact != nullptr && !fact->equal && fact->number == terms[node.operands[1]].number) {
        return terms.number(operation == Operation::kNotEqual ? 1 : 0);
      }
    }
    return condition;
  }
  const Fact* fact = known_.find(condition);
  return fact != nullptr && fact->equal ? terms.number(fact->number) : condition;
}

bool Facts::assume_equal(Terms& terms, const Symbols& symbols, ValueId value, std::int64_t number, bool equal) {
  const ValueNode& node = terms[value];
  if (node.kind == ValueKind::kNumber) return (node.number == number) == equal;
  if (node.kind == ValueKind::kSymbol && !may_be(terms, symbols.targets(static_cast<SymbolId>(node.id)), number, equal))
    return false;
  if (const Fact* fact = known_.find(value)) {
    if (fact->equal) return (fact->number == number) == equal;
    if (equal) {
      if (fact->number == number) return false;
    } else if (fact->number == 0) {
      return true;  // that it is not zero is worth more than that it is not something else
    }
  }
  const bool can_be_known = node.kind == ValueKind::kSymbol || node.kind == ValueKind::kSum || node.kind == ValueKind::kApply;
  if (can_be_known && known_.size() < kMostFacts) known_.set(value, {.equal = equal, .number = number});
  return true;
}

bool Facts::assume(Terms& terms, const Symbols& symbols, ValueId condition, bool holds) {
  const ValueId decided = decide(terms, condition);
  const ValueNode& node = terms[decided];
  switch (node.kind) {
    case ValueKind::kUnknown:
      return true;
    case ValueKind::kNumber:
      return (node.number != 0) == holds;
    case ValueKind::kAddress:
    case ValueKind::kFunction:
    case ValueKind::kClosure:
    case ValueKind::kThread:
      return holds;
    case ValueKind::kApply: {
      const auto operation = static_cast<Operation>(node.id);
      if (!is_comparison(node)) return assume_equal(terms, symbols, decided, 0, !holds);
      const bool inverse = is_inverse(operation);
      const bool tests_equality = operation == Operation::kEqual || operation == Operation::kNotEqual;
      if (tests_equality && terms.is(node.operands[1], ValueKind::kNumber)) {
        return assume_equal(terms, symbols, node.operands[0], terms[node.operands[1]].number, inverse != holds);
      }
      const ValueId key = inverse ? terms.apply(opposite(operation), node.operands[0], node.operands[1]) : decided;
      if (known_.size() < kMostFacts) known_.set(key, {.equal = true, .number = inverse != holds ? 1 : 0});
      return true;
    }
    default:
      return assume_equal(terms, symbols, decided, 0, !holds);
  }
}

void Facts::forget(const Terms& terms, ValueId symbol) {
  known_.erase_if([&](ValueId value, const Fact&) { return terms.mentions(value, symbol); });
}

void Facts::forget_if(const Terms& terms, const std::function<bool(ValueId)>& is_stale) {
  known_.erase_if([&](ValueId value, const Fact&) { return terms.any_atom(value, is_stale); });
}

std::vector<ValueId> Facts::differences(Terms& terms) const {
  std::vector<std::pair<ValueId, ValueId>> different;
  known_.for_each([&](ValueId condition, const Fact& fact) {
    const ValueNode& node = terms[condition];
    const bool is_equality = node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == Operation::kEqual;
    if (is_equality && fact.equal && fact.number == 0) different.emplace_back(node.operands[0], node.operands[1]);
  });
  std::vector<ValueId> differences;
  for (const auto& [first, second] : different) differences.push_back(terms.difference(first, second));
  std::erase(differences, kUnknownValue);
  return differences;
}

Facts Facts::common(const Facts& a, const Facts& b) {
  // Two different facts about one value leave none: `nothing` marks them, and they are taken out.
  std::vector<ValueId> disputed;
  Facts result;
  result.known_ = PersistentMap<ValueId, Fact>::common(a.known_, b.known_, [&](ValueId value, const Fact& first, const Fact&) {
    disputed.push_back(value);
    return first;
  });
  for (const ValueId value : disputed) result.known_.erase(value);
  return result;
}

}  // namespace check
