// An update in two steps.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kSplitUpdate = {
    .id = "racelab-split-update",
    .summary =
        "A value is read, and what was computed from it is written back in a second step, each guarded or atomic, but "
        "not both together.",
    .page =
#include "tool/checks/split_update.inc"
        , .check_class = CheckClass::kAtomicity,
};

}  // namespace check
