#include <cstdio>
#include <cstring>

#include "tests/sanitizer/foreign_programs.h"

int main(int argc, char** argv) {
  using namespace programs;
  for (const auto list : {foreign_deadlock_programs(), foreign_exec_programs(), foreign_file_programs(), foreign_lock_programs(),
                          foreign_memory_programs(), foreign_message_programs(), foreign_order_programs(),
                          foreign_pipe_programs(), foreign_stream_programs(), foreign_string_programs()}) {
    for (const Program& program : list) {
      if (argc == 2 && std::strcmp(program.name, argv[1]) == 0) return program.main();
    }
  }
  return 2;
}
