// A wait that trusts its end.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kWaitWithoutLoop = {
    .id = "racelab-wait-without-loop",
    .summary = "A thread waits for a condition and does not ask, when the wait is over, whether it holds.",
    .page =
#include "tool/checks/wait_without_loop.inc"
        , .check_class = CheckClass::kOrder,
};

}  // namespace check
