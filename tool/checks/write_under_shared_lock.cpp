// A race between two that both hold the same lock as readers, and one of them writes.
#include "tool/checks/all_checks.h"

namespace check {

constinit const Check kWriteUnderSharedLock = {
    .id = "racelab-write-under-shared-lock",
    .summary = "Memory is written under a lock that is held as a reader holds it, while another reader of the lock uses it.",
    .page =
#include "tool/checks/write_under_shared_lock.inc"
        , .check_class = CheckClass::kLock, .on_by_default = true,
};

}  // namespace check
