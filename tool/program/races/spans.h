// Spans of parts: whether two begin elsewhere, and so do not meet.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "tool/program/world/world.h"

namespace check {

/// From there on, both paths lead through spans of parts.
bool begin_parts(const World& world, const std::vector<LocationId>& a, const std::vector<LocationId>& b, std::size_t next);

/// One begins some way behind the other. If that is no way, as a size of nothing, both are empty. An end that both may begin at
/// is where there is nothing left. `is_common` says of a symbol that it is one value to both.
bool begin_elsewhere(World& world, ValueId a, ValueId b, const std::function<bool(ValueId)>& is_common);

}  // namespace check
