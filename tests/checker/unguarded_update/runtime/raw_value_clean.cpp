// Two processes add to a RawValue under a Lock.
#include "runtime/mp.h"

void job(mp::RawValue<int>& v, mp::Lock& l) {
  l.acquire();
  v.value += 1;  // NO RACE
  l.release();
}

int main() {
  mp::Lock l;
  mp::RawValue<int> v(0);
  mp::Process p1(job, v, l);
  mp::Process p2(job, v, l);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v.value == 1;  // NO RACE
}
