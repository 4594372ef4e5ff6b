#include <mutex>

#include "tests/bazel/counter.h"

namespace {
int counter = 0;
std::mutex mutex;
}  // namespace

void count() {
  std::scoped_lock guard(mutex);
  counter += STEP;
}
