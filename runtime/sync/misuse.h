// The sentences for a lock that is used wrongly.
#pragma once

#include <source_location>
#include <string_view>

#include "runtime/sync/lock_state.h"

namespace mp::sync {

/// Throws ValueError: the caller releases what it does not hold. `kind` is "mp::Lock", "mp::RLock" or "mp::Condition".
[[noreturn]] void throw_not_held(std::string_view kind, const LockState& state, const std::source_location& created);

/// Throws ValueError: the caller would wait for itself.
[[noreturn]] void throw_held_already(std::string_view kind, const std::source_location& created);

/// Throws ValueError: the caller calls `function` of a condition ("wait()", "notify()") without its lock.
[[noreturn]] void throw_not_under_lock(std::string_view function, const LockState& state, const std::source_location& created);

}  // namespace mp::sync
