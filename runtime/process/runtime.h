// mp::Runtime, the first line of main in a program whose processes start by spawn or forkserver; Python's freeze_support().
//
//   int main(int argc, char** argv) {
//     mp::Runtime runtime(argc, argv);
//     ...
//   }
//
// A spawned process is the program started anew. When it comes to this line it does its work, and ends there: nothing behind the
// line runs in it. What stands before the line, and the constructors of static objects, run in every process; so that must
// start nothing. In a process that was not spawned the line only says that spawning is possible; without it, a start by spawn
// or forkserver throws a ValueError before anything is started. The forkserver is a spawned process, too.
// Thread safety: REQUIRES one thread. Process safety: one object for each process. Fork safety: a child has it too.
#pragma once

namespace mp {

class Runtime {
 public:
  Runtime(int argc, char** argv);
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;
};

}  // namespace mp
