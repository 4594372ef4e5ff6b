// mp::Pipe, Python's multiprocessing.Pipe: two connections that are the two ends of one channel.
//
//   auto [parent_end, child_end] = mp::Pipe();
//   mp::Process p([&] { child_end.send(42); });      // a forked child has both ends
//   p.start();
//   int answer = parent_end.recv<int>();             // 42
//
// Both ways by default; Pipe(false) gives (reader, writer), and the wrong direction is an OSError. A reader gets EOFError when
// all copies of the other end are closed: the parent's too, so a program that waits for the end closes the end it does not use.
// A pipe is a pair of Unix sockets in any case; it holds about 200 KiB on their way, and a send beyond that waits.
// Thread, process, fork and kill safety: as connection.h says.
#pragma once

#include <utility>

#include "runtime/connection/connection.h"

namespace mp {

/// Throws OSError when the process has no descriptors left, and MemoryError.
std::pair<Connection, Connection> Pipe(bool duplex = true);

}  // namespace mp
