// Section 2: a process cannot return a value, but it can put one into a queue.
#include <fmt/core.h>

#include "runtime/mp.h"

using Sum = unsigned __int128;  // the result needs 79 bits

void job(mp::Queue<Sum>& q) { q.put(mp::kernel::sum_of_powers(1'000'000)); }

int main() {
  mp::Queue<Sum> q;
  mp::Process p1(job, q);
  mp::Process p2(job, q);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  const Sum res1 = q.get();
  const Sum res2 = q.get();
  fmt::print("{}\n", mp::kernel::to_string(res1 + res2));
}
