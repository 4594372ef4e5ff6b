// What both wrote before the barrier is there for both behind it.
#include "runtime/mp.h"

void fill(mp::Barrier& barrier, mp::Array<int>& halves, mp::Value<int>& sum) {
  halves[1] = 2;  // NO RACE
  barrier.wait();
  sum.value += 1;  // NO RACE
}

int main() {
  mp::Barrier barrier(2);
  mp::Array<int> halves{0, 0};
  mp::Value<int> sum(0);
  mp::Process p(fill, barrier, halves, sum);
  p.start();
  halves[0] = 1;  // NO RACE
  barrier.wait();
  const int both = halves[0] + halves[1];  // NO RACE
  p.join();
  return both == 3 ? sum.value : 1;
}
