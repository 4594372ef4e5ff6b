// The free functions of <atomic>, with their orders; the result comes after the store that shows it.
#include <atomic>
#include <thread>

std::atomic<int> ready = 0;
int result = 0;

int main() {
  std::thread worker([] {
    std::atomic_store_explicit(&ready, 1, std::memory_order_release);
    result = 7;  // RACE
  });
  while (std::atomic_load_explicit(&ready, std::memory_order_acquire) == 0) std::this_thread::yield();
  const int seen = result;  // RACE
  worker.join();
  return seen > 7;
}
