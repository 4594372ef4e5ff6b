#include "tool/program/races/equalities.h"

#include <algorithm>

#include "tool/program/races/bounds.h"

namespace check {
namespace {

/// The operation that the term is, if it is one.
bool is_operation(const World& world, ValueId value, Operation operation) {
  const ValueNode& node = world.terms[value];
  return node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == operation;
}

/// The greatest that the part of a sum may be, if it is not negative: the round of a loop, a remainder.
std::optional<std::int64_t> greatest(const World& world, ValueId part) {
  if (const auto trips = world.trips.find(part); trips != world.trips.end()) {
    const ValueNode& number = world.terms[trips->second];
    return number.kind == ValueKind::kNumber ? std::optional(number.number - 1) : std::nullopt;
  }
  if (!is_operation(world, part, Operation::kRemainder)) return std::nullopt;
  const ValueNode& divisor = world.terms[world.terms[part].operands[1]];
  return divisor.kind == ValueKind::kNumber && divisor.number > 0 ? std::optional(divisor.number - 1) : std::nullopt;
}

/// What a number begins with: factor * row + rest.
struct Row {
  ValueId row{};
  std::int64_t factor = 0;
  ValueId rest{};
};

/// Nothing if what is left may reach into the next row.
std::optional<Row> split_row(World& world, ValueId value) {
  const ValueNode node = world.terms[value];
  if (node.kind != ValueKind::kSum) return std::nullopt;
  Row first;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (node.factors[i] > first.factor) first = {.row = node.operands[i], .factor = node.factors[i], .rest = {}};
  }
  if (first.factor < 2 || node.number < 0) return std::nullopt;
  std::int64_t most = node.number;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (node.operands[i] == first.row) continue;
    const std::optional<std::int64_t> part = greatest(world, node.operands[i]);
    if (!part || node.factors[i] < 0 || *part >= first.factor) return std::nullopt;
    most += node.factors[i] * *part;
    if (most >= first.factor) return std::nullopt;
  }
  if (most >= first.factor) return std::nullopt;
  first.rest = world.terms.difference(value, world.terms.scaled(first.row, first.factor));
  return first;
}

/// The product without one of its factors; nothing if that is none of them.
std::optional<ValueId> without_factor(World& world, ValueId product, ValueId factor) {
  if (product == factor) return world.terms.number(1);
  const ValueNode node = world.terms[product];
  const auto found = std::ranges::find(node.operands, factor);
  if (node.kind != ValueKind::kProduct || found == node.operands.end()) return std::nullopt;
  ValueId rest = world.terms.number(1);
  for (auto operand = node.operands.begin(); operand != node.operands.end(); ++operand) {
    if (operand != found) rest = world.terms.product(rest, *operand);
  }
  return rest;
}

/// Whether the rest, in all rounds of its loops, lies in a row of this width.
bool fits_into(World& world, ValueId rest, ValueId width) {
  const auto fits_with = [&](const Choice& choice) {
    const std::optional<Bounds> bounds = bounds_of(world, rest, choice);
    return bounds && is_at_least(world, bounds->low, 0) && is_at_least(world, world.terms.difference(width, bounds->high), 1);
  };
  return fits_with({}) || std::ranges::any_of(choices_of(world, rest), fits_with);
}

/// width * row + rest, where the width is not known by its number.
std::optional<std::pair<ValueId, ValueId>> split_by(World& world, ValueId value, ValueId width) {
  const ValueNode node = world.terms[value];
  if (node.kind != ValueKind::kSum && node.kind != ValueKind::kProduct) return std::nullopt;
  const bool is_sum = node.kind == ValueKind::kSum;
  ValueId row = world.terms.number(0);
  for (std::size_t i = 0; i < (is_sum ? node.operands.size() : 1); ++i) {
    const std::optional<ValueId> part = without_factor(world, is_sum ? node.operands[i] : value, width);
    if (part) row = world.terms.sum(row, world.terms.scaled(*part, is_sum ? node.factors[i] : 1));
  }
  const ValueId rest = world.terms.difference(value, world.terms.product(row, width));
  const bool is_split = !world.terms.is(row, ValueKind::kNumber) && rest != kUnknownValue && !world.terms.mentions(rest, width);
  return is_split && fits_into(world, rest, width) ? std::optional(std::pair(row, rest)) : std::nullopt;
}

/// What rows may be as wide as: the factors of products.
std::vector<ValueId> widths_in(const World& world, ValueId value) {
  std::vector<ValueId> widths;
  const auto add_factors = [&](const ValueNode& product) {
    if (product.kind == ValueKind::kProduct) widths.insert(widths.end(), product.operands.begin(), product.operands.end());
  };
  add_factors(world.terms[value]);
  if (world.terms.is(value, ValueKind::kSum)) {
    for (const ValueId part : world.terms[value].operands) add_factors(world.terms[part]);
  }
  std::erase_if(widths, [&](ValueId width) { return !world.terms.is(width, ValueKind::kSymbol); });
  return widths;
}

/// The two are quotients, or two remainders, by one number.
bool are_divided_alike(const World& world, const Equality& pair, Operation operation) {
  return is_operation(world, pair.first, operation) && is_operation(world, pair.second, operation) &&
         world.terms[pair.first].operands[1] == world.terms[pair.second].operands[1];
}

}  // namespace

std::optional<EqualRows> equal_rows(World& world, ValueId a, ValueId b) {
  const std::optional<Row> first = split_row(world, a);
  const std::optional<Row> second = first ? split_row(world, b) : std::nullopt;
  if (second && first->factor == second->factor)
    return EqualRows{.rows = {first->row, second->row}, .rest = {first->rest, second->rest}};
  for (const ValueId width : widths_in(world, a)) {
    const auto one = split_by(world, a, width);
    const auto other = one ? split_by(world, b, width) : std::nullopt;
    if (other) return EqualRows{.rows = {one->first, other->first}, .rest = {one->second, other->second}};
  }
  return std::nullopt;
}

std::vector<Equality> equal_dividends(World& world, const std::vector<Equality>& equal, const Equality& known) {
  std::vector<Equality> dividends;
  for (const Equality& other : equal) {
    const bool is_first =
        are_divided_alike(world, known, Operation::kDivide) && are_divided_alike(world, other, Operation::kRemainder);
    const bool is_last =
        are_divided_alike(world, known, Operation::kRemainder) && are_divided_alike(world, other, Operation::kDivide);
    if (!is_first && !is_last) continue;
    if (world.terms[known.first].operands != world.terms[other.first].operands) continue;
    if (world.terms[known.second].operands != world.terms[other.second].operands) continue;
    dividends.emplace_back(world.terms[known.first].operands[0], world.terms[known.second].operands[0]);
  }
  return dividends;
}

bool are_equal_stripes(const World& world, ValueId a, ValueId b, const Equality& known) {
  if (!are_divided_alike(world, {a, b}, Operation::kRemainder)) return false;
  if (!is_operation(world, known.first, Operation::kRemainder) || !is_operation(world, known.second, Operation::kRemainder))
    return false;
  if (world.terms[known.first].operands[0] != world.terms[a].operands[0]) return false;
  if (world.terms[known.second].operands[0] != world.terms[b].operands[0]) return false;
  const ValueNode& locks = world.terms[world.terms[a].operands[1]];
  const ValueNode& size = world.terms[world.terms[known.first].operands[1]];
  const ValueNode& other_size = world.terms[world.terms[known.second].operands[1]];
  if (size.kind != other_size.kind) return false;
  if (size.kind != ValueKind::kNumber || locks.kind != ValueKind::kNumber) return size.kind != ValueKind::kNumber;
  return locks.number > 0 && size.number == other_size.number && size.number % locks.number == 0;
}

}  // namespace check
