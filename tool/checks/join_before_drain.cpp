// A join that should come after the gets.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kJoinBeforeDrain = {
    .id = "racelab-join-before-drain",
    .summary =
        "A process is waited for before the queue is emptied that it fills: when the queue is full, the process waits "
        "for room and its parent for its end.",
    .page =
#include "tool/checks/join_before_drain.inc"
        , .check_class = CheckClass::kOrder,
};

}  // namespace check
