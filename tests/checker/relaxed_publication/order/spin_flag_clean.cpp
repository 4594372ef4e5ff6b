// A lock made of an atomic flag; its operations are acquire and release.
#include <atomic>
#include <thread>

int counter = 0;
std::atomic_flag taken = ATOMIC_FLAG_INIT;

void count() {
  for (int i = 0; i < 100; ++i) {
    while (taken.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
    ++counter;  // NO RACE
    taken.clear(std::memory_order_release);
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
