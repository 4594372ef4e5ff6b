// From the summaries of a program's units to its races. It knows nothing of the compiler.
//
// Thread safety: pure; it may run at the same time on different programs.
#pragma once

#include <span>
#include <vector>

#include "tool/finding.h"
#include "tool/unit_summary.h"

namespace check {

/// The races of the one program that `units` are parts of: sorted by place, one finding for a pair of places.
std::vector<Finding> find_races(std::span<const UnitSummary> units);

}  // namespace check
