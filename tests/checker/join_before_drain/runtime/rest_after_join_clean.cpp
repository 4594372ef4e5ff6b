// Some items are got while the process runs, and the rest when it is over.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  for (int i = 0; i < 1000000; ++i) queue.put(i);
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue);
  p.start();
  const int first = queue.get();  // NO FINDING
  // NOT NEEDED: no data but what the queue carries
  while (!queue.empty()) queue.get();  // NO FINDING
  // NOT NEEDED: no data but what the queue carries
  p.join();  // NO FINDING
  return first;
}
