// The pairs of recorded accesses that race.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <vector>

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

struct Race {
  RecordedAccess first;
  RecordedAccess second;
  std::uint32_t level = 0;  ///< the last level at which both are of one instance
};

/// For each pair of lines the race that says most.
std::vector<Race> find_race_pairs(World& world);

}  // namespace check
