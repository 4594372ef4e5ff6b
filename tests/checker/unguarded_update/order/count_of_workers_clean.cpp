// Main waits until a count has come to 0, which must have started at the number of the workers.
#include <atomic>
#include <thread>

int parts[2] = {};
std::atomic<int> left = 2;

void work(int id) {
  parts[id] = id + 20;  // NO RACE
  left.fetch_sub(1, std::memory_order_acq_rel);
}

int main() {
  std::thread first(work, 0);
  std::thread second(work, 1);
  while (left.load(std::memory_order_acquire) > 0) std::this_thread::yield();
  const int sum = parts[0] + parts[1];  // NO RACE
  first.join();                         // NOT NEEDED: what main reads is handed over before
  second.join();
  return sum == 1;
}
