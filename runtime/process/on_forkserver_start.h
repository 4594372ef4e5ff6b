// mp::on_forkserver_start, in place of Python's set_forkserver_preload: what the forkserver does once, before it forks anybody.
//
// What the function makes, all children of the forkserver have from the beginning, without the time and the memory that it took:
//
//   Table table;                                         // each process has its own
//   void load() { table = read_the_large_file(); }
//
//   int main(int argc, char** argv) {
//     mp::on_forkserver_start(load);                     // before the Runtime: in the forkserver nothing behind it runs
//     mp::Runtime runtime(argc, argv);
//     ...
//   }
//
// In a file without a main, a static object does it: `static const bool loads = mp::on_forkserver_start(load);`
// The function runs in the forkserver only. It must start no threads, which the children would not have; what it prints is
// printed once. An exception that leaves it ends the forkserver, and so the start of the process that needs it fails with
// OSError. Thread safety: REQUIRES one thread. Fork safety: a child has the functions of its parent, and its own forkserver calls
// those that the program registers again, since that is a new copy of the program.
#pragma once

namespace mp {

/// The functions are called in the order in which they were given. Returns true, for the static object. Throws ValueError behind
/// the Runtime.
bool on_forkserver_start(void (*function)());

namespace internal {

/// The Runtime is made: it would be too late for more of them.
void end_preparations_of_forkserver();
/// In the forkserver: calls them. Throws what they throw.
void run_on_forkserver_start();

}  // namespace internal
}  // namespace mp
