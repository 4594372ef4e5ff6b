#include "runtime/process/on_forkserver_start.h"

#include <vector>

#include "runtime/error.h"

namespace mp {
namespace {

/// Made at its first use, which may be a static object's, and never destroyed.
std::vector<void (*)()>& functions() {
  static auto& list = *new std::vector<void (*)()>;
  return list;
}

constinit bool ended = false;

}  // namespace

bool on_forkserver_start(void (*function)()) {
  if (ended) {
    throw ValueError(
        "on_forkserver_start() comes too late: the forkserver is the program anew, and leaves main at its mp::Runtime; call it "
        "before that line, or in a static object");
  }
  functions().push_back(function);
  return true;
}

void internal::end_preparations_of_forkserver() { ended = true; }

void internal::run_on_forkserver_start() {
  for (void (*const function)() : functions()) function();
}

}  // namespace mp
