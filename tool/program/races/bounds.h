// Between which values an index lies while its loops run, and which indices are never the same.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tool/program/world/world.h"

namespace check {

/// From `low` to `high`, both included; terms without rounds of loops.
struct Bounds {
  ValueId low{};
  ValueId high{};
};

/// For symbols that are one of several values, by the way that was taken: which one.
using Choice = std::map<ValueId, ValueId>;

/// The choices for what the index and the ends of its loops are computed from, but for those that leave too much open.
std::vector<Choice> choices_of(World& world, ValueId index);

/// Nothing if a loop around the index runs an unknown number of times.
std::optional<Bounds> bounds_of(World& world, ValueId index, const Choice& choice = {});

/// From where the first instance of a thread begins to where the last one ends, as far as their number is known.
Bounds of_all_instances(World& world, Bounds range);

/// Two threads never draw the same number from a counter.
bool are_different_tickets(const World& world, ValueId a, ValueId b);

/// base, base + stride, base + 2 * stride ...: what an index is in the rounds of its loop, each with so many that follow it: the
/// row of a matrix.
struct Strided {
  ValueId base{};
  ValueId stride{};
  ValueId following{};
};

/// Nothing if the index does not grow with the rounds of a loop, or just by one.
std::optional<Strided> strided(World& world, ValueId index);

/// Whether these never meet the same that begin so far from them.
bool are_different_rows(const World& world, const Strided& rows, std::int64_t distance);

/// Whether the value is not less, where what is not known is taken not to be negative: a size, a number of threads.
bool is_at_least(World& world, ValueId value, std::int64_t least);

/// Whether the term is so many times the other one, whatever its symbols are.
bool is_multiple(const World& world, ValueId value, ValueId of);

/// How much the term grows when the number grows by one; nothing if that is not always the same.
std::optional<ValueId> growth(World& world, ValueId term, ValueId number);

/// Whether two ranges that depend on a number never meet if their numbers differ: [n * i, n * i + n - 1] for different i, or
/// [f(i), f(i + 1) - 1] of a function that is taken to grow.
bool are_apart_if_different(World& world, const Bounds& a, const Bounds& b, ValueId number);

}  // namespace check
