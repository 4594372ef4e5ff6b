// Locks that are taken in a circle.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kLockOrderCycle = {
    .id = "racelab-lock-order-cycle",
    .summary =
        "Threads or processes take the same locks in different orders, so that each can have one and wait for "
        "another's for ever.",
    .page =
#include "tool/checks/lock_order_cycle.inc"
        , .check_class = CheckClass::kDeadlock,
};

}  // namespace check
