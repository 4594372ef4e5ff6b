// Each thread is given a span of its own part of a vector.
#include <span>
#include <thread>
#include <vector>

void fill(std::span<int> part, int value) {
  for (int& each : part) each = value;  // NO RACE
}

int main() {
  std::vector<int> table(1000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(fill, std::span<int>(table).subspan(i * 250, 250), i);
  for (std::thread& thread : threads) thread.join();
  return table[999] - 3;
}
