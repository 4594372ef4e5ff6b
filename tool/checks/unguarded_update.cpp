// Shared data is read and written by threads or processes that run in parallel, and no lock, order or atomic keeps them apart.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kUnguardedUpdate = {
    .id = "racelab-unguarded-update",
    .summary =
        "Two threads or processes use the same memory at the same time, at least one of them writes, and nothing "
        "keeps them apart.",
    .page =
#include "tool/checks/unguarded_update.inc"
        , .check_class = CheckClass::kAtomicity, .on_by_default = true,
};

}  // namespace check
