//   verdicts            prints the names, and behind each what is to be reported
//   verdicts NAME       runs that one
//   verdicts NAME x     the same, with what its threads share in memory that processes could share
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/sanitizer/verdicts/programs.h"

int main(int argc, char** argv) {
  using verdicts::Program;
  verdicts::g_in_shared_memory = argc > 2;
  for (const std::span<const Program> programs : {verdicts::order_programs(), verdicts::misuse_programs()}) {
    for (const Program& each : programs) {
      if (argc < 2) {
        std::printf("%s:%s\n", each.name, std::string(each.reported).c_str());
      } else if (std::string_view(each.name) == argv[1]) {
        each.run();
        return 0;
      }
    }
  }
  if (argc < 2) return 0;
  std::fprintf(stderr, "there is no program %s\n", argv[1]);
  return 2;
}
