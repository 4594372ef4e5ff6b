// Whether a barrier keeps two accesses apart: all threads pass it together, so who has passed it once more often comes later.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <utility>
#include <vector>

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

bool are_in_different_phases(World& world, const Access& a, const Access& b);

/// Pairs of rounds, of a loop of `a` and one of `b`, that are the same if both are in the same phase.
std::vector<std::pair<ValueId, ValueId>> equal_rounds(World& world, const Access& a, const Access& b);

}  // namespace check
