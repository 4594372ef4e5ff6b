// The queue is emptied when the process that fills it is over, or while it runs.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  for (int i = 0; i < 1000000; ++i) queue.put(i);
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue);
  p.start();
  p.join();  // FINDING
  int sum = 0;
  for (int i = 0; i < 1000000; ++i) sum += queue.get();  // FINDING
  return sum == 1;
}
