// Two processes write to an Array, into one slot.
#include "runtime/mp.h"

void job(mp::Array<int>& slots, int id) {
  slots[id] += 1;  // RACE
}

int main() {
  mp::Array<int> slots(2);
  mp::Process p1(job, slots, 0);
  mp::Process p2(job, slots, 0);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return slots[0] == slots[1];  // NO RACE
}
