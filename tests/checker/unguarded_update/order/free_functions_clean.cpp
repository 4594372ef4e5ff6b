// The free functions of <atomic>, with their orders.
#include <atomic>
#include <thread>

std::atomic<int> ready = 0;
int result = 0;

int main() {
  std::thread worker([] {
    result = 7;  // NO RACE
    std::atomic_store_explicit(&ready, 1, std::memory_order_release);
  });
  while (std::atomic_load_explicit(&ready, std::memory_order_acquire) == 0) std::this_thread::yield();
  const int seen = result;  // NO RACE
  worker.join();
  return seen - 7;
}
