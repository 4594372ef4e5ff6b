// What a process writes for a parent that never sees it.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kPrivateCopy = {
    .id = "racelab-private-copy",
    .summary = "A process writes a variable that its parent reads afterwards, but each of the two has a copy of its own.",
    .page =
#include "tool/checks/private_copy.inc"
        , .check_class = CheckClass::kOrder,
};

}  // namespace check
