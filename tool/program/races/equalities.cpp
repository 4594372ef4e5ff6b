#include "tool/program/races/equalities.h"

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

/// The two are quotients, or two remainders, by one number.
bool are_divided_alike(const World& world, const Equality& pair, Operation operation) {
  return is_operation(world, pair.first, operation) && is_operation(world, pair.second, operation) &&
         world.terms[pair.first].operands[1] == world.terms[pair.second].operands[1];
}

}  // namespace

std::optional<EqualRows> equal_rows(World& world, ValueId a, ValueId b) {
  const std::optional<Row> first = split_row(world, a);
  const std::optional<Row> second = first ? split_row(world, b) : std::nullopt;
  if (!second || first->factor != second->factor) return std::nullopt;
  return EqualRows{.rows = {first->row, second->row}, .rest = {first->rest, second->rest}};
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
