// Two processes add to one element of a RawArray under a Lock.
#include "runtime/mp.h"

void job(mp::RawArray<int>& v, mp::Lock& l) {
  l.acquire();
  v[1] += 1;  // NO RACE
  l.release();
}

int main() {
  mp::Lock l;
  mp::RawArray<int> v(2);
  mp::Process p1(job, v, l);
  mp::Process p2(job, v, l);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v[1] == 1;  // NO RACE
}
