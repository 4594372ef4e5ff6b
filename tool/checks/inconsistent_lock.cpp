// A race in which both sides hold a lock, and the locks are different ones.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kInconsistentLock = {
    .id = "racelab-inconsistent-lock",
    .summary =
        "Two threads or processes use the same memory at the same time, each under a lock, but not under the same "
        "one.",
    .page =
#include "tool/checks/inconsistent_lock.inc"
        , .check_class = CheckClass::kLock, .on_by_default = true,
};

}  // namespace check
