// The only door through which Clang's syntax tree enters the analysis.
//
// Thread safety: pure; it may run at the same time on different units.
#pragma once

#include "tool/library_names.h"
#include "tool/unit_summary.h"

namespace clang {
class ASTContext;
}  // namespace clang

namespace check {

/// What the unit in `context` does with memory, locks and threads; `names` says what the user's own functions mean. REQUIRES: the
/// unit was parsed; errors in it are survived.
UnitSummary summarize(clang::ASTContext& context, const UserNames& names = UserNames());

}  // namespace check
