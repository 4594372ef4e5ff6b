#include <fmt/core.h>

#include <mutex>

#include "runtime/mp.h"

// Adds to one value from two processes; the lock makes each update whole.
void job(mp::Value<int>& v, mp::Lock& lock, int num) {
  for (int i = 0; i < 100'000; ++i) {
    std::scoped_lock guard(lock);
    v.value += num;
  }
}

int main() {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process p1(job, v, lock, 1), p2(job, v, lock, 3);
  p1.start(), p2.start();
  p1.join(), p2.join();
  fmt::print("{}\n", v.value);
}
