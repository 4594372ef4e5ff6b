#include "tests/bazel/counter.h"

namespace {
int counter = 0;
}  // namespace

void count() { counter += STEP; }
