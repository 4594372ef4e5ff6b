// The queue is emptied when the process that fills it is over, or while it runs.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  for (int i = 0; i < 1000000; ++i) queue.put(i);
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue);
  p.start();
  int sum = 0;
  for (int i = 0; i < 1000000; ++i) sum += queue.get();  // NO FINDING
  // NOT NEEDED: no data but what the queue carries
  p.join();  // NO FINDING
  return sum == 1;
}
