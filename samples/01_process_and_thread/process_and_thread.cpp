// Section 1: one function, run by a thread and by a process. Both print; only one of them is counted.
#include <fmt/core.h>

#include "runtime/mp.h"

int calls = 0;  // plain memory: a thread shares it, a process gets a copy

void job(int /*a*/, int /*d*/) {
  calls += 1;
  fmt::print("aaaaa\n");
}

int main() {
  mp::Thread t1(job, 1, 2);
  mp::Process p1(job, 1, 2);
  p1.start();  // before the thread: a fork copies the memory as it is, and of all threads only its own
  t1.start();
  t1.join();
  p1.join();
  fmt::print("calls counted here: {}\n", calls);
}
