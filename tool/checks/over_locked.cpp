// A lock that is held for too long.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kOverLocked = {
    .id = "racelab-over-locked",
    .summary =
        "A lock is held while its thread sleeps, or waits for input or for another thread, and others have to wait as "
        "long.",
    .page =
#include "tool/checks/over_locked.inc"
        , .check_class = CheckClass::kPerformance, .severity = Severity::kRemark,
};

}  // namespace check
