// A spin lock: its exchange acquires, and its store must release.
#include <atomic>
#include <thread>

int counter = 0;
std::atomic<int> busy = 0;

void count() {
  for (int i = 0; i < 100; ++i) {
    while (busy.exchange(1, std::memory_order_acquire) != 0) std::this_thread::yield();
    ++counter;  // RACE
    busy.store(0, std::memory_order_relaxed);
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
