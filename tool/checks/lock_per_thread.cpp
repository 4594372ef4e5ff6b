// A race in which both sides hold the lock of one name, of which each of them has its own.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kLockPerThread = {
    .id = "racelab-lock-per-thread",
    .summary =
        "Two threads or processes use the same memory at the same time, each under a lock that is its own, so that it "
        "keeps nobody out.",
    .page =
#include "tool/checks/lock_per_thread.inc"
        , .check_class = CheckClass::kLock, .on_by_default = true,
};

}  // namespace check
