#include "runtime/process/runtime.h"

#include "runtime/process/on_forkserver_start.h"
#include "runtime/process/spawn.h"

namespace mp {

Runtime::Runtime(int argc, char** argv) {
  internal::remember_arguments(argc, argv);
  internal::end_preparations_of_forkserver();
  internal::live_if_spawned();
}

}  // namespace mp
