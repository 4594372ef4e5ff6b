// Programs that know nothing of racelab: fork, mmap, and what POSIX threads and pipes offer to processes. As programs.h.
#pragma once

#include <span>

#include "tests/sanitizer/programs.h"

namespace programs {

std::span<const Program> foreign_deadlock_programs();
std::span<const Program> foreign_exec_programs();
std::span<const Program> foreign_file_programs();
std::span<const Program> foreign_lock_programs();
std::span<const Program> foreign_memory_programs();
std::span<const Program> foreign_message_programs();
std::span<const Program> foreign_order_programs();
std::span<const Program> foreign_pipe_programs();
std::span<const Program> foreign_stream_programs();
std::span<const Program> foreign_string_programs();

}  // namespace programs
