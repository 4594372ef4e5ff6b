// mp::at_fork_child, Python's multiprocessing.util.register_after_fork: what every new child calls before its own work.
//
//   mp::at_fork_child([] { random.seed(mp::current_process().pid()); });
//
// Thread safety: may be called from any thread. Fork safety: a child has the functions of its parent, so its own children call
// them, too. Only forks of the runtime call them (Process, the workers of a Pool); one made by fork() itself does not, and a
// spawned process does not have them. A child of the forkserver has those of the server (on_forkserver_start.h).
#pragma once

#include <functional>

namespace mp {

/// `callback` is called in each child that starts from now on, after those that were given before. What it throws ends the child
/// as an exception of the child's own work does.
void at_fork_child(std::function<void()> callback);

namespace internal {

/// In a new child: calls them. Throws what they throw.
void run_at_fork_child();

}  // namespace internal
}  // namespace mp
