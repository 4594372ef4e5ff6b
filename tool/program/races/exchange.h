// Two pointers that are only ever exchanged, as those to the two buffers of a simulation: what one leads to is never what the
// other leads to.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

/// The two were reached through such pointers, which nobody can change while the accesses happen.
bool are_in_exchanged_buffers(World& world, const Access& a, const Access& b);

}  // namespace check
