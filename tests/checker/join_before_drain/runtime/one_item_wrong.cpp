// A queue has room for one item: its process ends by itself.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  for (int i = 0; i < 1000000; ++i) queue.put(i);
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue);
  p.start();
  p.join();  // FINDING
  return queue.get();  // FINDING
}
