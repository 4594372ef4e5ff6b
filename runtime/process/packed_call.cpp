#include "runtime/process/packed_call.h"

#include "runtime/error.h"

namespace mp::internal {

void throw_not_loaded() {
  throw ValueError(
      "the function of this call is in a library that this process has not loaded; link the library to the program, or load it "
      "before the processes that need it are started, by fork");
}

}  // namespace mp::internal
