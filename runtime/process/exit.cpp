#include "runtime/process/exit.h"

#include <unistd.h>

#include <cstdlib>

#include "runtime/process/identity.h"
#include "runtime/process/standard_streams.h"

namespace mp {
namespace {

thread_local int catchers = 0;

}  // namespace

void exit(int code) {
  if (catchers > 0) throw SystemExit{code};
  if (internal::in_main_process()) std::exit(code);
  internal::flush_standard_streams();
  ::_exit(code);
}

namespace internal {

CatchesSystemExit::CatchesSystemExit() { ++catchers; }
CatchesSystemExit::~CatchesSystemExit() { --catchers; }

}  // namespace internal
}  // namespace mp
