// How a process ends where ThreadSanitizer is not there to ask: by exit or at main's end, and by _exit.
//
// A child ends as it would without us. The family's first process tells what is left to tell, and ends with the sanitizer's exit
// code when any process had a report; what the program has written is not lost. By a signal, quick_exit or exec it ends untold.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "runtime/sanitizer/attached.h"
#include "runtime/sanitizer/options.h"
#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

/// What a process ends with that would end with `code`.
int end_code(int code) {
  const bool failed = g_detector != nullptr && tell_at_the_end();
  return failed && options().exit_code != 0 ? options().exit_code : code;
}

// Behind every handler and destructor of the program: 101 is the last priority that is not the implementation's.
[[gnu::destructor(101)]] void end() {
  constexpr int kItsOwn = 0;
  const int code = end_code(kItsOwn);
  if (code == kItsOwn) return;
  std::fflush(nullptr);
  end_process(code);
}

}  // namespace
}  // namespace race

extern "C" void _exit(int code) { race::end_process(race::end_code(code)); }
extern "C" void _Exit(int code) noexcept { race::end_process(race::end_code(code)); }
