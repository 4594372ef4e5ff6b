// A race on data whose guard was a temporary object.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kTemporaryGuard = {
    .id = "racelab-temporary-guard",
    .summary = "A lock guard without a name is gone at the end of its own statement, so that what follows is not guarded.",
    .page =
#include "tool/checks/temporary_guard.inc"
        , .check_class = CheckClass::kLock, .on_by_default = true,
};

}  // namespace check
