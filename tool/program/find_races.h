// From the summaries of a program's units to its races. It knows nothing of the compiler.
//
// Thread safety: pure; it may run at the same time on different programs.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tool/finding.h"
#include "tool/program/locked_access.h"
#include "tool/unit_summary.h"

namespace check {

/// How a program takes its locks, where that can stop it for ever.
struct LockTrouble {
  std::size_t taken_again = 0;  ///< sites at which a thread takes a lock that it has; harmless if that is recursive
  std::size_t in_circles = 0;   ///< pairs of locks that are taken in both orders
};

/// The races of the one program that `units` are parts of: sorted by place, one finding for a pair of places. `is_cut_short` is
/// set if the program is too large to be followed to its end.
std::vector<Finding> find_races(std::span<const UnitSummary> units, LockTrouble* trouble = nullptr, bool* is_cut_short = nullptr);

/// Every access of the program that is not atomic, to memory that threads share, at a time when other threads may run.
std::vector<LockedAccess> find_accesses(std::span<const UnitSummary> units);

}  // namespace check
