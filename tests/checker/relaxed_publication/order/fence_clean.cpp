// NOT RUN: ThreadSanitizer does not know fences
// Fences on both sides give relaxed operations the order that they lack.
#include <atomic>
#include <thread>

int data = 0;
std::atomic<int> ready = 0;

void produce() {
  data = 42;  // NO RACE
  std::atomic_thread_fence(std::memory_order_release);
  ready.store(1, std::memory_order_relaxed);
}

int main() {
  std::thread producer(produce);
  while (ready.load(std::memory_order_relaxed) != 1) std::this_thread::yield();
  std::atomic_thread_fence(std::memory_order_acquire);
  const int seen = data;  // NO RACE
  producer.join();        // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
