// Reports orders in which threads of a family take locks, and by which they may come to wait for each other (lock_orders.h). As
// report.h: one report at a time in the family, once for the same lines; no allocation, no exceptions.
#pragma once

#include <span>

#include "runtime/sanitizer/family/lock_orders.h"
#include "runtime/sanitizer/report/report.h"

namespace race {

/// True: it was not reported before. REQUIRES: a ring.
bool report_lock_orders(Family& family, std::span<const LockOrder> ring, const ReportSettings& settings, Symbolizer& symbolizer);

}  // namespace race
