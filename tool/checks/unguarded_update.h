// Shared data is read and written by threads or processes that run in parallel, and no lock, order or atomic keeps them apart.
#pragma once

#include "tool/checks/check.h"

namespace check {

extern const Check kUnguardedUpdate;

}  // namespace check
