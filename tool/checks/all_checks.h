// Every check, each defined in the file of its name.
#pragma once

#include "tool/checks/check.h"

namespace check {

extern const Check kInconsistentLock;
extern const Check kLockPerThread;
extern const Check kRelaxedPublication;
extern const Check kTemporaryGuard;
extern const Check kUnguardedUpdate;
extern const Check kWriteUnderSharedLock;

}  // namespace check
