// try_acquire may fail; the update is made only when it has the lock.
#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::Lock& l) {
  const bool acquired = l.try_acquire();
  if (acquired) v.value += 1;  // NO RACE
  if (acquired) l.release();
}

int main() {
  mp::Lock l;
  mp::Value<int> v(0);
  mp::Process p1(job, v, l);
  mp::Process p2(job, v, l);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v.value == 5;  // NO RACE
}
