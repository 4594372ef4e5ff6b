// Each thread makes an mp::Lock of its own.
#include <mutex>

#include "runtime/mp.h"

int counter = 0;

void job(mp::Lock& common) {
  mp::Lock own;
  const std::scoped_lock guard(own);
  ++counter;  // RACE
  (void)common;
}

int main() {
  mp::Lock lock;
  mp::Thread a(job, lock), b(job, lock);
  a.start(), b.start();
  a.join(), b.join();
  return counter == 1;  // NO RACE
}
