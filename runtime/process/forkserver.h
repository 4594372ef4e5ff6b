// The start method forkserver: a process that was spawned once, before any thread, forks all the children.
//
// So a child begins as clean as a spawned one, with nothing of the memory, the threads and the descriptors of the process that
// starts it, in the time of a fork. Each process that starts children in this way has a server of its own, from its first such
// start on. Nobody else can reach it: the two talk over a pair of sockets without a name (fork_request.h), so no key is needed.
//
//   start()        process                              server                         child
//     1            a letter and descriptors   ------>   fork                 ------>   waits
//     2                                       <------   its pid and pidfd
//     3                                                 a byte through a pipe ----->   works
//   its end                                   <------   its exitcode (exit_report.h)
//
// The child's directory and environment are the server's, which are those of the process at its first start. Its standard
// output, its standard error and its mask of signals are those of whoever starts it; one that is closed there leads nowhere.
//
// Whoever is killed, nobody hangs, and no call is made twice:
//   1. A child works only if step 3 has come, and step 3 follows step 2. So when a server is dead and no answer of it is in the
//      socket, no child of it will ever work, and the request is given to a new server. A start throws OSError when kMostServers
//      in a row were killed, or a new one has ended by itself: by an exception in a function of on_forkserver_start, say.
//   2. Children of a dead server live on. When one of them ends, nobody can know how: its exitcode is 255, as in Python. Signals,
//      joins and sentinels are the pidfd's and need no server.
//   3. A child dies with the process that asked for it, and not with the server (parent_death.h).
//   4. The server dies with its process, and ends when the process has closed its end of the socket. It does not hear
//      SIGINT: a Ctrl-C is for the others.
// A server that is stopped (SIGSTOP) keeps those waiting who start or join; who waits with a deadline waits kPatienceWithServer
// longer at most.
// Thread safety: may be called from any thread; one start at a time talks to the server. Fork safety: a forked child has no
// server at first, whatever its parent's threads were doing.
#pragma once

#include "runtime/process/exit_report.h"
#include "runtime/process/newborn.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {

inline constexpr int kMostServers = 3;

/// Starts a child, which will run the packed call, and the server if there is none. Throws ValueError if the program's main has
/// no Runtime or the call has too many descriptors, OSError if the kernel refuses.
ServedChild fork_by_server(const NewProcess& child, const CallForNewProcess& call);

}  // namespace mp::internal
