// A lock that is kept by mistake.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kLockNotReleased = {
    .id = "racelab-lock-not-released",
    .summary = "A lock is not given up on one of the ways out, so that whoever wants it next waits for ever.",
    .page =
#include "tool/checks/lock_not_released.inc"
        , .check_class = CheckClass::kLock,
};

}  // namespace check
