// Two threads that count, in whichever way the counter is linked.
#include <thread>

#include "tests/bazel/counter.h"

int main() {
  std::thread one(count);
  std::thread other(count);
  one.join();
  other.join();
}
