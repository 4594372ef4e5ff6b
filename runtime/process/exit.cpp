#include "runtime/process/exit.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "runtime/process/end_of_process.h"
#include "runtime/process/identity.h"
#include "runtime/process/standard_streams.h"

namespace mp {
namespace {

thread_local int catchers = 0;

}  // namespace

void exit(int code) {
  if (catchers > 0) throw SystemExit{code};
  if (internal::in_main_process()) std::exit(code);
  internal::end_of_process();
  internal::flush_standard_streams();
  ::_exit(code);
}

void exit(std::string_view message) {
  internal::flush_standard_streams();  // what was printed before stands before it
  const std::string line = std::string(message) + '\n';
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  exit(1);
}

namespace internal {

CatchesSystemExit::CatchesSystemExit() { ++catchers; }
CatchesSystemExit::~CatchesSystemExit() { --catchers; }

}  // namespace internal
}  // namespace mp
