// Between which values an index lies while its loops run.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <optional>

#include "tool/program/world.h"

namespace check {

/// From `low` to `high`, both included; terms without rounds of loops.
struct Bounds {
  ValueId low{};
  ValueId high{};
};

/// Nothing if a loop around the index runs an unknown number of times.
std::optional<Bounds> bounds_of(World& world, ValueId index);

/// Whether two ranges that depend on a number never meet if their numbers differ: [n * i, n * i + n - 1] for different i.
bool are_apart_if_different(World& world, const Bounds& a, const Bounds& b, ValueId number);

}  // namespace check
