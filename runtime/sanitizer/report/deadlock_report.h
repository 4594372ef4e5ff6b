// Reports that threads wait for each other's locks, and will for ever (lock_waits.h). As report.h: one report at a time in the
// family; no allocation, no exceptions. A deadlock is reported by the one thread of it that sees it first.
#pragma once

#include "runtime/sanitizer/report/report.h"

namespace race {

/// True: the thread that waits as `wait` says is part of a deadlock, which is reported now, and all of its threads are condemned.
bool report_deadlock(Family& family, unsigned wait, const ReportSettings& settings, Symbolizer& symbolizer);

}  // namespace race
