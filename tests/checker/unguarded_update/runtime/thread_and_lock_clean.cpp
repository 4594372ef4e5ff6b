// Threads share global variables: these two change one under a lock.
#include <mutex>

#include "runtime/mp.h"

int total = 0;

void job(int n, mp::Lock& lock) {
  std::scoped_lock guard(lock);
  total += n;  // NO RACE
}

int main() {
  mp::Lock lock;
  mp::Thread a(job, 1, lock);
  mp::Thread b(job, 2, lock);
  a.start();
  b.start();
  a.join();
  b.join();
  return total == 1;  // NO RACE
}
