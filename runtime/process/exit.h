// mp::exit ends the process that calls it, as sys.exit does in Python.
//
// In the main thread of a child process, in an mp::Thread and in a task of a pool it throws SystemExit, so that destructors
// run: locks are released and files are written. SystemExit is no std::exception, because a handler for errors shall not stop
// it. A child ends with the code; a thread ends alone; a task fails with a RemoteError. Elsewhere nothing could catch the
// exception: there the main process ends by std::exit, and a child flushes its streams and ends at once.
#pragma once

namespace mp {

struct SystemExit {
  int code;
};

/// Ends the calling process (or thread, or task; see above) with `code`, of which the kernel keeps the low 8 bits.
[[noreturn]] void exit(int code);

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
