// Two processes add to a Value; its += is three steps.
#include "runtime/mp.h"

void job(mp::Value<int>& v, int num, mp::Lock& l) {
  for (int i = 0; i < 5; ++i) {
    (void)l;
    v.value += num;  // RACE
  }
}

int main() {
  mp::Lock l;
  mp::Value<int> v(0);
  mp::Process p1(job, v, 1, l);
  mp::Process p2(job, v, 3, l);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v.value == 1;  // NO RACE
}
