// Small functions of the program around locks, and those that stand in their place when a program has no threads.
//
// Thread safety: pure functions of the code.
#pragma once

#include <vector>

#include "tool/program/world/code.h"

namespace check {

/// A small function around a lock of its caller's: followed for all callers as one, it could not say which.
bool wraps_a_lock(const Code& code, FunctionId id);

/// Of the functions that one pointer may lead to, some take or give up a lock and others do nothing: locks can be switched off in
/// such a program, and are not while threads run.
bool is_switched_off(const Code& code, FunctionId id, const std::vector<FunctionId>& all);

}  // namespace check
