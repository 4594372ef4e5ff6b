// Each process sends its part through a Queue, and the parent adds.
#include "runtime/mp.h"

void job(int n, mp::Value<int>& sum, mp::Queue<int>& parts) {
  parts.put(n);  // NO RACE
  (void)sum;
}

int main() {
  mp::Value<int> sum(0);
  mp::Queue<int> parts;
  mp::Process p1(job, 1, sum, parts);
  mp::Process p2(job, 2, sum, parts);
  p1.start();
  p2.start();
  const int received = parts.get() + parts.get();
  p1.join();  // NOT NEEDED: no data but what the queue carries
  p2.join();
  sum.value += received;  // NO RACE
  return sum.value == 1;  // NO RACE
}
