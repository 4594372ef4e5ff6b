// Whether two places may be, or contain, the same memory.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/world/world.h"

namespace check {

/// Within one thread at one time. Numbers differ if they are written differently; pointers lead apart if all they may point to is
/// apart.
bool may_overlap(World& world, LocationId a, LocationId b);

/// The fields and elements from the root to the place.
std::vector<LocationId> path_to(const Terms& terms, LocationId place);

}  // namespace check
