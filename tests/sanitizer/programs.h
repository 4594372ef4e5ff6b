// The small programs that the sanitizer's tests run, each by its name: `programs NAME`.
//
// Each is a main program of its own, told apart only to link once. What it returns is the program's exit status when the
// sanitizer has nothing to say. A line that is part of a race ends with "// RACE" and the name of the program: the tests look for
// these lines in the reports.
#pragma once

#include <span>

namespace programs {

struct Program {
  const char* name;
  int (*main)();
};

std::span<const Program> update_programs();
std::span<const Program> hand_over_programs();
std::span<const Program> thread_programs();
std::span<const Program> atomic_programs();
std::span<const Program> memory_programs();
std::span<const Program> kill_programs();
std::span<const Program> crowd_programs();
std::span<const Program> deadlock_programs();
std::span<const Program> lock_order_programs();
std::span<const Program> start_programs();

}  // namespace programs
