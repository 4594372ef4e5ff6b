// Whether two accesses that may happen at the same time may touch the same memory without a common lock.
//
// Both places are laid side by side under the assumption that they are one. What must be equal for that may be impossible: two
// instances of a thread have different numbers. If it is possible, it makes their locks equal: node i is guarded by lock i.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

/// REQUIRES: `level` is a parting level of the two.
bool may_collide(World& world, const Access& a, const Access& b, std::uint32_t level);

/// A lock that both hold, each as a reader; nullptr if there is none. REQUIRES: may_collide().
const Lock* common_reader_lock(World& world, const Access& a, const Access& b, std::uint32_t level);

}  // namespace check
