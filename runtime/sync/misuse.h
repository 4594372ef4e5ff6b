// The sentences for a lock that is used wrongly.
#pragma once

#include <source_location>
#include <string_view>

#include "runtime/sync/lock_state.h"

namespace mp::sync {

/// Throws ValueError: the caller releases what it does not hold. `kind` is "mp::Lock" or "mp::RLock".
[[noreturn]] void throw_not_held(std::string_view kind, const LockState& state, const std::source_location& created);

/// Throws ValueError: the caller would wait for itself.
[[noreturn]] void throw_held_already(const std::source_location& created);

}  // namespace mp::sync
