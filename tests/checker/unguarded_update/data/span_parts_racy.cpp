// Each thread is given a span of the whole vector.
#include <span>
#include <thread>
#include <vector>

void fill(std::span<int> part, int value) {
  for (int& each : part) each = value;  // RACE
}

int main() {
  std::vector<int> table(1000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(fill, std::span<int>(table), i);
  for (std::thread& thread : threads) thread.join();
  return table[999] == 7;
}
