// A queue has room for one item: its process ends by itself.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) { queue.put(1); }

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue);
  p.start();
  // NOT NEEDED: no data but what the queue carries
  p.join();            // NO FINDING
  return queue.get();  // NO FINDING
}
