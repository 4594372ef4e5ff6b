// Tiles of a plane: the row and the column of each are quotient and remainder of its number.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <optional>

#include "tool/program/races/equalities.h"
#include "tool/program/world/world.h"

namespace check {

/// The rows (or columns) of two tiles, which are equal if the tiles meet in the indices a and b. Nothing if that is not known.
std::optional<Equality> equal_tiles(World& world, ValueId a, ValueId b);

}  // namespace check
