// The items are put, and got, by functions.
#include "runtime/mp.h"

void produce(mp::Queue<int>& queue) {
  const auto put = [&queue](int i) { queue.put(i); };
  for (int i = 0; i < 1000000; ++i) put(i);
}

int take(mp::Queue<int>& queue) {
  return queue.get();  // NO FINDING
}

int main() {
  mp::Queue<int> queue;
  mp::Process p(produce, queue);
  p.start();
  int sum = 0;
  for (int i = 0; i < 1000000; ++i) sum += take(queue);
  // NOT NEEDED: no data but what the queue carries
  p.join();  // NO FINDING
  return sum == 1;
}
