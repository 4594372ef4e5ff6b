// Each process adds to one Value.
#include "runtime/mp.h"

void job(int n, mp::Value<int>& sum, mp::Queue<int>& parts) {
  sum.value += n;  // RACE
  parts.put(0);
}

int main() {
  mp::Value<int> sum(0);
  mp::Queue<int> parts;
  mp::Process p1(job, 1, sum, parts);
  mp::Process p2(job, 2, sum, parts);
  p1.start();
  p2.start();
  const int received = parts.get() + parts.get();
  p1.join();
  p2.join();
  sum.value += received;  // NO RACE
  return sum.value == 1;  // NO RACE
}
