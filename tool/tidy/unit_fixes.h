// Fixes for what is found in one unit, as clang-tidy applies them: the same that `racecheck --fix` finds.
//
// A fix is tried on texts in memory, so the unit is parsed again, with the flags that clang-tidy parsed it with.
// Thread safety: none; clang-tidy runs one check at a time.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tool/finding.h"

namespace clang {
class FixItHint;
class Preprocessor;
class SourceManager;
}  // namespace clang

namespace check {

/// Looks for fixes of the findings whose checks are `on` and that no NOLINT spares. The edits that mend several findings together
/// are put into one of them: clang-tidy would do them once for each.
void add_fixes(std::vector<Finding>& findings, const std::set<std::string>& on, const clang::Preprocessor& preprocessor);

/// What clang-tidy can apply: it refuses two changes at one offset, so they become one.
std::vector<clang::FixItHint> hints_of(const std::vector<Edit>& edits, clang::SourceManager& sources);

}  // namespace check
