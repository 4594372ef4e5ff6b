// What the program has printed, but holds back in a buffer of its own memory: a fork would duplicate it, and _exit lose it.
//
// Only stdout, stderr and the iostreams on them are flushed, as in Python. A file that the program opened itself stays as it
// is: its buffer belongs to the process that wrote it, and to flush it in a child too would write it twice.
//
// Thread safety: takes each stream's own lock, for as long as the write takes.
#pragma once

namespace mp::internal {

/// Writes the buffers out. Never fails: the text of a closed or broken stream is lost, as it would be at the program's end.
void flush_standard_streams() noexcept;

/// From now on whoever reads stdin finds its end: two processes that read one terminal would each get a part of what is typed.
/// Also drops what its buffer held. REQUIRES: one thread.
void close_standard_input() noexcept;

}  // namespace mp::internal
