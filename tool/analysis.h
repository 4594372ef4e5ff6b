// The analysis in two steps: a translation unit becomes plain data, and the data of all units becomes findings.
//
// summarize() is the only door through which Clang's syntax tree enters; find_races() never sees it, so summaries may be made in
// parallel, kept, and merged: races between files are found.
//
// Thread safety: both functions are pure; they may run at the same time on different arguments.
#pragma once

#include <span>
#include <vector>

#include "tool/finding.h"
#include "tool/unit_summary.h"

namespace clang {
class ASTContext;
}  // namespace clang

namespace check {

/// What the program part in `context` does with memory, locks and threads. REQUIRES: the unit was parsed; errors in it are
/// survived.
UnitSummary summarize(clang::ASTContext& context);

/// The races of the one program that `units` are parts of: sorted by place, one finding for a pair of places.
std::vector<Finding> find_races(std::span<const UnitSummary> units);

}  // namespace check
