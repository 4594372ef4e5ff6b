// Threads share global variables: these two change one at the same time.
#include <mutex>

#include "runtime/mp.h"

int total = 0;

void job(int n, mp::Lock& lock) {
  (void)lock;
  total += n;  // RACE
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
