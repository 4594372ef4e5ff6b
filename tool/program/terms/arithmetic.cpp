// Sums, products and comparisons of values. A sum is kept in one normal form, so that i * n + n and (i + 1) * n are one term.
#include <algorithm>
#include <utility>

#include "tool/program/terms/terms.h"

namespace check {
namespace {

/// Longer sums are not followed: they come from loops that compute, not from indices.
constexpr std::size_t kLongestSum = 6;
/// Quotients and remainders of one another are followed so deep, as in a hash and its stripe; deeper ones come from loops that
/// compute.
constexpr int kDeepest = 3;
/// Larger numbers are not computed with: the product of two that are smaller fits in.
constexpr std::int64_t kLargest = std::int64_t{1} << 31;

bool is_small(std::int64_t number) { return number < kLargest && number > -kLargest; }

/// One term of a sum, of which nothing cancels with another one.
bool is_atom(ValueKind kind) {
  return kind == ValueKind::kSymbol || kind == ValueKind::kProduct || kind == ValueKind::kApply || kind == ValueKind::kOfRound ||
         kind == ValueKind::kHole;
}

bool holds(Operation operation, std::int64_t difference) {
  switch (operation) {
    case Operation::kEqual:
      return difference == 0;
    case Operation::kNotEqual:
      return difference != 0;
    case Operation::kLess:
      return difference < 0;
    case Operation::kLessEqual:
      return difference <= 0;
    case Operation::kGreater:
      return difference > 0;
    default:
      return difference >= 0;
  }
}

bool is_comparison(Operation operation) { return operation >= Operation::kEqual && operation <= Operation::kGreaterEqual; }

}  // namespace

Operation opposite(Operation operation) {
  switch (operation) {
    case Operation::kEqual:
      return Operation::kNotEqual;
    case Operation::kNotEqual:
      return Operation::kEqual;
    case Operation::kLess:
      return Operation::kGreaterEqual;
    case Operation::kLessEqual:
      return Operation::kGreater;
    case Operation::kGreater:
      return Operation::kLessEqual;
    case Operation::kGreaterEqual:
      return Operation::kLess;
    default:
      return Operation::kNone;
  }
}

ValueId Terms::make_sum(std::int64_t constant, std::vector<std::pair<ValueId, std::int64_t>> terms) {
  std::ranges::sort(terms);
  ValueNode node{.kind = ValueKind::kSum, .number = constant};
  for (std::size_t i = 0; i < terms.size();) {
    const ValueId atom = terms[i].first;
    std::int64_t factor = 0;
    for (; i < terms.size() && terms[i].first == atom; ++i) factor += terms[i].second;
    if (factor == 0) continue;
    if (!is_small(factor)) return kUnknownValue;
    node.operands.push_back(atom);
    node.factors.push_back(factor);
  }
  if (node.operands.empty()) return number(constant);
  if (!is_small(constant) || node.operands.size() > kLongestSum) return kUnknownValue;
  if (constant == 0 && node.operands.size() == 1 && node.factors[0] == 1) return node.operands[0];
  return values_.intern(node);
}

/// The value at the beginning of a round is that at the end of the round before.
ValueId Terms::of_round(SymbolId symbol, ValueId round) {
  if (round == kUnknownValue) return kUnknownValue;
  const auto next = next_.find(symbol);
  if (next != next_.end() && is(round, ValueKind::kSum) && values_[round].number > 0) {
    const ValueId before = difference(round, number(1));
    return rewrite(next->second, [&](ValueId atom) { return is(atom, ValueKind::kHole) ? before : atom; });
  }
  return values_.intern({.kind = ValueKind::kOfRound, .id = static_cast<std::uint32_t>(symbol), .operands = {round}});
}

bool Terms::set_next(SymbolId symbol, ValueId next) {
  const auto [known, is_new] = next_.try_emplace(symbol, next);
  const bool is_news = is_new || known->second != next;
  known->second = next;
  return is_news;
}

ValueId Terms::sum(ValueId a, ValueId b) {
  if (is(a, ValueKind::kNumber) && values_[a].number == 0) return b;
  if (is(b, ValueKind::kNumber) && values_[b].number == 0) return a;
  if (is(a, ValueKind::kAddress)) return address(advance(static_cast<LocationId>(values_[a].id), b));
  if (is(b, ValueKind::kAddress)) return address(advance(static_cast<LocationId>(values_[b].id), a));
  std::int64_t constant = 0;
  std::vector<std::pair<ValueId, std::int64_t>> terms;
  for (const ValueId part : {a, b}) {
    const ValueNode& node = values_[part];
    if (node.kind == ValueKind::kNumber && is_small(node.number)) {
      constant += node.number;
    } else if (node.kind == ValueKind::kSum) {
      constant += node.number;
      for (std::size_t i = 0; i < node.operands.size(); ++i) terms.emplace_back(node.operands[i], node.factors[i]);
    } else if (is_atom(node.kind)) {
      terms.emplace_back(part, 1);
    } else {
      return kUnknownValue;
    }
  }
  return make_sum(constant, std::move(terms));
}

ValueId Terms::scaled(ValueId value, std::int64_t factor) {
  const ValueNode& node = values_[value];
  if (!is_small(factor)) return kUnknownValue;
  if (is_atom(node.kind)) return make_sum(0, {{value, factor}});
  if (node.kind == ValueKind::kNumber) return is_small(node.number) ? number(node.number * factor) : kUnknownValue;
  if (node.kind != ValueKind::kSum) return kUnknownValue;
  std::vector<std::pair<ValueId, std::int64_t>> terms;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (!is_small(node.factors[i] * factor)) return kUnknownValue;
    terms.emplace_back(node.operands[i], node.factors[i] * factor);
  }
  return make_sum(node.number * factor, std::move(terms));
}

ValueId Terms::product(ValueId a, ValueId b) {
  if (is(a, ValueKind::kNumber)) return scaled(b, values_[a].number);
  if (is(b, ValueKind::kNumber)) return scaled(a, values_[b].number);
  const ValueNode& first = values_[a];
  if (first.kind == ValueKind::kSum) {
    ValueId result = scaled(b, first.number);
    for (std::size_t i = 0; i < first.operands.size(); ++i) {
      result = sum(result, scaled(product(first.operands[i], b), first.factors[i]));
    }
    return result;
  }
  if (is(b, ValueKind::kSum)) return product(b, a);
  std::vector<ValueId> atoms;
  for (const ValueId part : {a, b}) {
    const ValueNode& node = values_[part];
    if (node.kind == ValueKind::kProduct) {
      atoms.insert(atoms.end(), node.operands.begin(), node.operands.end());
    } else if (is_atom(node.kind)) {
      atoms.push_back(part);
    } else {
      return kUnknownValue;
    }
  }
  if (atoms.size() > kLongestSum) return kUnknownValue;
  std::ranges::sort(atoms);
  return values_.intern({.kind = ValueKind::kProduct, .operands = std::move(atoms)});
}

ValueId Terms::opaque(Operation operation, std::vector<ValueId> operands) {
  for (const ValueId operand : operands) {
    if (operand == kUnknownValue) return kUnknownValue;
    const bool computes = operation != Operation::kNot && !is_comparison(operation);
    int depth = 0;
    for (ValueId inner = operand; is(inner, ValueKind::kApply); inner = values_[inner].operands[0]) ++depth;
    if (computes && depth > kDeepest) return kUnknownValue;
  }
  return values_.intern(
      {.kind = ValueKind::kApply, .id = static_cast<std::uint32_t>(operation), .operands = std::move(operands)});
}

ValueId Terms::negate(ValueId condition) {
  const ValueNode& node = values_[condition];
  if (node.kind == ValueKind::kNumber) return number(node.number == 0 ? 1 : 0);
  if (node.kind == ValueKind::kAddress || node.kind == ValueKind::kFunction || node.kind == ValueKind::kThread) return number(0);
  if (node.kind == ValueKind::kApply) {
    const Operation inverse = opposite(static_cast<Operation>(node.id));
    if (inverse != Operation::kNone) return opaque(inverse, node.operands);
  }
  return apply(Operation::kEqual, condition, number(0));
}

ValueId Terms::compare(Operation operation, ValueId a, ValueId b) {
  if (a == kUnknownValue || b == kUnknownValue) return kUnknownValue;
  const bool equality = operation == Operation::kEqual || operation == Operation::kNotEqual;
  if (a == b) return number(holds(operation, 0) ? 1 : 0);
  const auto is_pointer = [&](ValueId value) {
    const ValueKind kind = values_[value].kind;
    return kind == ValueKind::kAddress || kind == ValueKind::kFunction || kind == ValueKind::kThread ||
           kind == ValueKind::kClosure || kind == ValueKind::kTask;
  };
  const bool is_process = is(a, ValueKind::kThread) && is_number(b, 0);
  if (is_process) return number(holds(operation, 1) ? 1 : 0);  // the id of a process is positive
  if (equality && ((is_pointer(a) && is_number(b, 0)) || (is_pointer(b) && is_number(a, 0))))
    return number(operation == Operation::kNotEqual);
  if (is_number(b, 0) && is(a, ValueKind::kApply) && is_comparison(static_cast<Operation>(values_[a].id))) {
    if (operation == Operation::kNotEqual) return a;
    if (operation == Operation::kEqual) return negate(a);
  }
  if (is(a, ValueKind::kAddress) && is(b, ValueKind::kAddress)) {
    const PlaceNode& first = places_[static_cast<LocationId>(values_[a].id)];
    const PlaceNode& second = places_[static_cast<LocationId>(values_[b].id)];
    const bool same_array =
        first.kind == PlaceKind::kElement && second.kind == PlaceKind::kElement && first.parent == second.parent;
    if (same_array) return compare(operation, first.value, second.value);
  }
  const auto is_single = [&](ValueId value) { return is_atom(values_[value].kind) || is(value, ValueKind::kNumber); };
  const bool are_apart = is_single(a) && is_single(b) && !(is(a, ValueKind::kNumber) && is(b, ValueKind::kNumber));
  const ValueId distance = are_apart ? kUnknownValue : difference(a, b);
  if (is(distance, ValueKind::kNumber)) return number(holds(operation, values_[distance].number) ? 1 : 0);
  if (is(a, ValueKind::kNumber) && equality) std::swap(a, b);
  return opaque(operation, {a, b});
}

ValueId Terms::apply(Operation operation, ValueId a, ValueId b) {
  switch (operation) {
    case Operation::kAdd:
      return sum(a, b);
    case Operation::kSubtract:
      return is(a, ValueKind::kAddress) && is(b, ValueKind::kAddress) ? kUnknownValue : difference(a, b);
    case Operation::kMultiply:
      return product(a, b);
    case Operation::kNot:
      return a == kUnknownValue ? a : negate(a);
    case Operation::kBits:
      if (is(a, ValueKind::kNumber) && is(b, ValueKind::kNumber)) return number(values_[a].number & values_[b].number);
      return opaque(operation, {a, b});
    case Operation::kDivide:
    case Operation::kRemainder: {
      const bool known = is(a, ValueKind::kNumber) && is(b, ValueKind::kNumber) && values_[b].number != 0;
      if (!known) return opaque(operation, {a, b});
      if (!is_small(values_[a].number)) return kUnknownValue;
      return number(operation == Operation::kDivide ? values_[a].number / values_[b].number
                                                    : values_[a].number % values_[b].number);
    }
    default:
      return is_comparison(operation) ? compare(operation, a, b) : kUnknownValue;
  }
}

}  // namespace check
