// Every check, each defined in the file of its name.
#pragma once

#include "tool/checks/check.h"

namespace check {

extern const Check kDoubleLock;
extern const Check kInconsistentLock;
extern const Check kJoinBeforeDrain;
extern const Check kLockNotReleased;
extern const Check kLockOrderCycle;
extern const Check kLockPerThread;
extern const Check kOverLocked;
extern const Check kPrivateCopy;
extern const Check kRelaxedPublication;
extern const Check kSplitUpdate;
extern const Check kTemporaryGuard;
extern const Check kUnguardedUpdate;
extern const Check kWaitWithoutLoop;
extern const Check kWriteUnderSharedLock;

}  // namespace check
