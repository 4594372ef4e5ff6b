// Who called an entry point: where the walk of the stack begins, and what is told to who is behind us.
#pragma once

#include <cstdint>

#include "runtime/sanitizer/symbols/stack_depot.h"

extern "C" void __tsan_func_entry(void* return_address);
extern "C" void __tsan_func_exit();

namespace race {

/// The caller of the function that this is inlined into. REQUIRES: that function has a frame, and is not inlined itself.
[[gnu::always_inline]] inline Caller caller_of_entry_point() {
  return {.pc = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)),
          .frame = *static_cast<const std::uintptr_t*>(__builtin_frame_address(0))};
}

/// While it stands, who is behind us takes what it is called for as called by the program's own function, and so names the
/// program's line in a report; where we jump on to it, nothing is needed. By what follows a program's functions for reports.
class ProgramFrame {
 public:
  explicit ProgramFrame(Caller caller) { __tsan_func_entry(reinterpret_cast<void*>(caller.pc)); }
  ~ProgramFrame() { __tsan_func_exit(); }
  ProgramFrame(const ProgramFrame&) = delete;
  ProgramFrame& operator=(const ProgramFrame&) = delete;
};

}  // namespace race
