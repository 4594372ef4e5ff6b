// Two processes fill the queue; both are joined before or after.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  for (int i = 0; i < 1000000; ++i) queue.put(i);
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue), q(produce, queue);
  p.start(), q.start();
  // NOT NEEDED: no data but what the queue carries
  for (int i = 0; i < 2000000; ++i) queue.get();  // NO FINDING
  p.join();                                       // NO FINDING
  q.join();                                       // NO FINDING
}
