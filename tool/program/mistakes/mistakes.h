// Mistakes that are no data races, each found in the events that the analysis has recorded. One file finds one kind.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <vector>

#include "tool/finding.h"
#include "tool/program/world/world.h"

namespace check {

std::vector<Finding> find_lock_order_cycles(World& world);
std::vector<Finding> find_double_locks(World& world);
std::vector<Finding> find_locks_not_released(World& world);
std::vector<Finding> find_split_updates(World& world);
std::vector<Finding> find_waits_without_loop(World& world);
std::vector<Finding> find_private_copies(World& world);
std::vector<Finding> find_joins_before_drain(World& world);
std::vector<Finding> find_over_locked(World& world);

/// All of them.
std::vector<Finding> find_mistakes(World& world);

}  // namespace check
