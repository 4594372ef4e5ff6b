// mp::exit ends the process that calls it, as sys.exit does in Python.
//
// In the main thread of a child process, in an mp::Thread and in a task of a pool it throws SystemExit, so that destructors
// run: locks are released and files are written. SystemExit is no std::exception, because a handler for errors shall not stop
// it. A child ends with the code; a thread ends alone; a task fails with a RemoteError. Elsewhere nothing could catch the
// exception: there the main process ends by std::exit, and a child does what end_of_process.h says, flushes its streams and ends.
#pragma once

#include <string_view>

#include "runtime/process/system_exit.h"

namespace mp {

/// Ends the calling process (or thread, or task; see above) with `code`, of which the kernel keeps the low 8 bits.
[[noreturn]] void exit(int code = 0);

/// Prints `message` and a new line on stderr, and ends with 1.
[[noreturn]] void exit(std::string_view message);

namespace internal {

/// While one lives, this thread runs a body whose caller catches SystemExit.
class CatchesSystemExit {
 public:
  CatchesSystemExit();
  ~CatchesSystemExit();
  CatchesSystemExit(const CatchesSystemExit&) = delete;
  CatchesSystemExit& operator=(const CatchesSystemExit&) = delete;
};

}  // namespace internal
}  // namespace mp
