// A fence before a relaxed store tells nothing to a reader that has no fence after its relaxed load.
// NOT RUN: ThreadSanitizer does not know fences.
#include <atomic>
#include <thread>

int data = 0;
std::atomic<bool> ready = false;

void consume(int* seen) {
  if (!ready.load(std::memory_order_relaxed)) return;
  *seen = data;  // RACE
}

int main() {
  int seen = 0;
  std::thread consumer(consume, &seen);
  data = 42;  // RACE
  std::atomic_thread_fence(std::memory_order_release);
  ready.store(true, std::memory_order_relaxed);
  consumer.join();
  return seen == 1;
}
