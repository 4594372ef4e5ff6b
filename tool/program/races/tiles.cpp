#include "tool/program/races/tiles.h"

#include <algorithm>
#include <vector>

#include "tool/program/races/bounds.h"

namespace check {
namespace {

/// The value with a number in the place of one of its parts.
ValueId with_part(World& world, ValueId value, ValueId part, ValueId number) {
  if (value == part) return number;
  const ValueNode node = world.terms[value];
  if (node.kind == ValueKind::kSum) {
    ValueId sum = world.terms.number(node.number);
    for (std::size_t i = 0; i < node.operands.size(); ++i)
      sum = world.terms.sum(sum, world.terms.scaled(with_part(world, node.operands[i], part, number), node.factors[i]));
    return sum;
  }
  if (node.kind != ValueKind::kProduct) return value;
  ValueId product = world.terms.number(1);
  for (const ValueId operand : node.operands) product = world.terms.product(product, with_part(world, operand, part, number));
  return product;
}

/// The quotients and remainders that the value is computed from.
std::vector<ValueId> quotients_in(const World& world, ValueId value) {
  const ValueNode& node = world.terms[value];
  const auto operation = static_cast<Operation>(node.id);
  if (node.kind == ValueKind::kApply && (operation == Operation::kDivide || operation == Operation::kRemainder)) return {value};
  std::vector<ValueId> quotients;
  if (node.kind != ValueKind::kSum && node.kind != ValueKind::kProduct) return quotients;
  for (const ValueId operand : node.operands) {
    const std::vector<ValueId> inside = quotients_in(world, operand);
    quotients.insert(quotients.end(), inside.begin(), inside.end());
  }
  return quotients;
}

/// The only quotient or remainder that the index depends on.
std::optional<ValueId> tile_of(const World& world, ValueId index) {
  const std::vector<ValueId> quotients = quotients_in(world, index);
  return quotients.size() == 1 && quotients[0] != index ? std::optional(quotients[0]) : std::nullopt;
}

std::optional<Bounds> bounds_of_tile(World& world, ValueId index, ValueId tile, ValueId number, const Choice& choice) {
  const std::optional<Bounds> bounds = bounds_of(world, index, choice);
  if (!bounds) return std::nullopt;
  return Bounds{.low = with_part(world, bounds->low, tile, number), .high = with_part(world, bounds->high, tile, number)};
}

}  // namespace

std::optional<Equality> equal_tiles(World& world, ValueId a, ValueId b) {
  const std::optional<ValueId> first = tile_of(world, a);
  const std::optional<ValueId> second = first ? tile_of(world, b) : std::nullopt;
  if (!second) return std::nullopt;
  const ValueId number = world.terms.hole(0);
  const auto are_apart_with = [&](const Choice& choice) {
    const std::optional<Bounds> one = bounds_of_tile(world, a, *first, number, choice);
    const std::optional<Bounds> other = one ? bounds_of_tile(world, b, *second, number, choice) : std::nullopt;
    return other && are_apart_if_different(world, *one, *other, number);
  };
  const bool are_apart = are_apart_with({}) || std::ranges::any_of(choices_of(world, a), are_apart_with);
  return are_apart ? std::optional(Equality(*first, *second)) : std::nullopt;
}

}  // namespace check
