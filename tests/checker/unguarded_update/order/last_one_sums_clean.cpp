// The last worker to count down an atomic adds up what all have written.
#include <atomic>
#include <thread>

int parts[2] = {};
int total = 0;
std::atomic<int> left = 2;

void work(int id) {
  parts[id] = id + 20;  // NO RACE
  if (left.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  for (const int part : parts) total += part;  // NO RACE
}

int main() {
  std::thread first(work, 0);
  std::thread second(work, 1);
  first.join();
  second.join();
  return total == 1;  // NO RACE
}
