#include <cstdio>
#include <cstring>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"

int main(int argc, char** argv) {
  const mp::Runtime runtime(argc, argv);
  using namespace programs;
  for (const auto list : {update_programs(), hand_over_programs(), thread_programs(), atomic_programs(), memory_programs(),
                          kill_programs(), crowd_programs(), deadlock_programs(), lock_order_programs(), start_programs()}) {
    for (const Program& program : list) {
      if (argc == 2 && std::strcmp(program.name, argv[1]) == 0) return program.main();
      if (argc == 1) std::puts(program.name);
    }
  }
  return 2;
}
