// Two permits: two processes update at the same time.
#include "runtime/mp.h"

void add(mp::Semaphore& places, mp::Value<int>& v, int n) {
  places.acquire();
  v.value += n;  // RACE
  places.release();
}

int main() {
  mp::Semaphore places(2);
  mp::Value<int> v(0);
  mp::Process p1(add, places, v, 1), p2(add, places, v, 3);
  p1.start(), p2.start();
  p1.join(), p2.join();
  return v.value == 4 ? 0 : 1;  // NO RACE
}
