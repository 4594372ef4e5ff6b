// A flag tells that the data is ready; its store is a release, and its load an acquire.
#include <atomic>
#include <thread>

int data = 0;
std::atomic<bool> ready = false;

void produce() {
  data = 42;  // NO RACE
  ready.store(true, std::memory_order_release);
}

int main() {
  std::thread producer(produce);
  while (!ready.load(std::memory_order_acquire)) std::this_thread::yield();
  const int seen = data;  // NO RACE
  producer.join();        // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
