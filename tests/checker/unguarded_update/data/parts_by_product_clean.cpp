// The parts of a table that does not divide evenly: from id * size / parts to where the next one begins.
#include <algorithm>
#include <thread>
#include <vector>

void scale(std::vector<double>& table, int begin, int end) {
  for (int i = begin; i < end; ++i) table[i] *= 2;  // NO RACE
}

int main() {
  const int size = 1000;
  const int parts = 2 + static_cast<int>(std::thread::hardware_concurrency());
  std::vector<double> table(size + 1, 1.0);
  std::vector<std::thread> threads;
  for (int id = 0; id < parts; ++id) {
    threads.emplace_back(scale, std::ref(table), std::max(1, id * size / parts), std::min(size - 1, (id + 1) * size / parts));
  }
  for (std::thread& thread : threads) thread.join();
  return table[1] == 2.5;
}
