// Who called an entry point: where the walk of the stack begins.
#pragma once

#include <cstdint>

#include "runtime/sanitizer/stack_depot.h"

namespace race {

/// The caller of the function that this is inlined into. REQUIRES: that function has a frame, and is not inlined itself.
[[gnu::always_inline]] inline Caller caller_of_entry_point() {
  return {.pc = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)),
          .frame = *static_cast<const std::uintptr_t*>(__builtin_frame_address(0))};
}

}  // namespace race
