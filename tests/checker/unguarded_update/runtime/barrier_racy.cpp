// Main reads what the other writes before both have come to the barrier.
#include "runtime/mp.h"

void fill(mp::Barrier& barrier, mp::Array<int>& halves, mp::Value<int>& sum) {
  halves[1] = 2;  // RACE
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
  const int both = halves[0] + halves[1];  // RACE
  barrier.wait();
  p.join();
  return both == 3 ? sum.value : 1;
}
