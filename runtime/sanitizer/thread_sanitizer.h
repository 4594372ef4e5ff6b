// What we ask of ThreadSanitizer, and what it is told. The only file that talks with it, the entry points apart.
//
// ThreadSanitizer knows one process. Where an order between two of its threads comes about through another process (a
// thread hands something to a child, and the child to another thread), it would see no order and report a race that is
// none. So each release to other processes also releases a hub of ours, and each acquisition of what other processes may
// have released acquires the hub. That orders a few more threads than the program does: a thread race can be hidden, and
// none is invented.
//
// Thread safety: any thread. Fork safety: the hub is private, and a child has its parent's.
#pragma once

namespace race {

void release_to_other_processes();
void acquire_from_other_processes();

}  // namespace race
