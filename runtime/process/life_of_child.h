// The life of a child, from its first own step to its end: the same for every start method.
//
// Thread safety: called in the child's first thread, once.
#pragma once

#include <functional>

#include "runtime/process/identity.h"
#include "runtime/process/parent_death.h"
#include "runtime/process/parent_process.h"

namespace mp::internal {

struct Birth {
  Identity identity;
  ParentProcess parent;
  std::optional<ParentDeath> fate;  ///< empty: it outlives its parent
};

/// Becomes that child, runs `body` and ends: with code 0, with the code of mp::exit, or with 1 and a message on stderr if an
/// exception leaves `body`. It does what end_of_process.h says, and ends by _exit, so that the parent's static destructors and
/// atexit functions do not run in it.
[[noreturn]] void live(Birth birth, const std::function<void()>& body) noexcept;

}  // namespace mp::internal
