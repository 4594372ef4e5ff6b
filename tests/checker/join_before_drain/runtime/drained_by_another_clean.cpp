// Another process takes the items out while the first is waited for.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  for (int i = 0; i < 1000000; ++i) queue.put(i);
}

void consume(mp::Queue<int>& queue) {
  // NOT NEEDED: no data but what the queue carries
  for (int i = 0; i < 1000000; ++i) queue.get();  // NO FINDING
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue), q(consume, queue);
  p.start(), q.start();
  // NOT NEEDED: no data but what the queue carries
  p.join();  // NO FINDING
  q.join();
  queue.put(1);
  return queue.get();  // NO FINDING
}
