// What else must be equal if two whole numbers are.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "tool/program/world/world.h"

namespace check {

/// Two values that must be equal.
using Equality = std::pair<ValueId, ValueId>;

/// Rows, and what is left of them: n * x + i and n * y + j are one number only if x is y and i is j, for i and j below n.
struct EqualRows {
  Equality rows;
  Equality rest;
};
std::optional<EqualRows> equal_rows(World& world, ValueId a, ValueId b);

/// Of two numbers the quotients are equal, and the remainders, so the numbers are. `known` holds one of both, `equal` the other.
std::vector<Equality> equal_dividends(World& world, const std::vector<Equality>& equal, const Equality& known);

/// Whether a, which is x % n, is equal to b, which is y % n, if x % m is equal to y % m: m, the size of a table, is taken to be a
/// multiple of n, the number of its locks, unless it is seen not to be.
bool are_equal_stripes(const World& world, ValueId a, ValueId b, const Equality& known);

}  // namespace check
