// What stands behind the sanitizer: ThreadSanitizer, which looks at the threads of each process, or nobody. Here, and only here,
// --config=tsan and --config=procsan differ: tsan/ and procsan/ each define
//
//   the entry points' names, and what comes behind them (entry_point.h);
//   __interceptor_X for each function X of libc that an interceptor of ours takes the place of: what X does without us;
//   how a process ends (attached.h has what is told then), and the two functions below.
//
// ThreadSanitizer knows one process. Where an order between two of its threads comes about through another process (a
// thread hands something to a child, and the child to another thread), it would see no order and report a race that is
// none. So each release to other processes also releases a hub of ours, and each acquisition of what other processes may
// have released acquires the hub. That orders a few more threads than the program does: a thread race can be hidden, and
// none is invented.
//
// Thread safety: any thread. Fork safety: the hub is private, and a child has its parent's.
#pragma once

// Set by the BUILD file under --config=procsan.
#ifdef RACE_NOBODY_BEHIND
#include "runtime/sanitizer/procsan/entry_point.h"
#else
#include "runtime/sanitizer/tsan/entry_point.h"
#endif

namespace race {

void release_to_other_processes();
void acquire_from_other_processes();

}  // namespace race
