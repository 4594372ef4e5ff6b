// A lock that its owner takes again.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kDoubleLock = {
    .id = "racelab-double-lock",
    .summary = "A thread takes a lock that it has already, and waits for itself for ever.",
    .page =
#include "tool/checks/double_lock.inc"
        , .check_class = CheckClass::kDeadlock,
};

}  // namespace check
