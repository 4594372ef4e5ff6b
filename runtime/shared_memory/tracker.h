// The resource tracker: a process beside the family that takes names out of /dev/shm whose makers were killed.
//
// It is the program anew, but comes not to main: the library's own initialisation, which is the program's first, makes it the
// tracker. So it has nothing of its starter's memory, locks and descriptors. It has a session of its own, all signals are blocked
// in it, and nobody is its parent; it ends when all members that have ever told it of a file have ended.
// Thread safety: start_tracker may be called from any thread. Process safety: of several trackers each does its part.
// Kill safety: its starter may be killed at any instruction; the tracker knows it from its beginning, and ends with it.
// Invariant: a member is its pidfd, so no number of a process is taken for another's; a file is its inode, so the name that
// somebody else has taken meanwhile stays.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace mp::shared_memory {

/// Starts a tracker that listens at TrackerAddress(number) when the call returns. Throws OSError.
void start_tracker(std::uint64_t number);

/// What the tracker does from then on; `listener` is its socket. The first member is the starter: its number, its pidfd, and its
/// standard error.
struct TrackerStart {
  int listener;
  pid_t starter;
  int starter_pidfd;
  int starter_stderr;
};
[[noreturn]] void live_as_tracker(const TrackerStart& start);

}  // namespace mp::shared_memory
