// Each thread takes every n-th element, from its own number on; n is the number of threads.
#include <thread>
#include <vector>

int main() {
  const int size = 1000;
  const int parts = 2 + static_cast<int>(std::thread::hardware_concurrency());
  std::vector<double> table(size, 1.0);
  std::vector<std::thread> threads;
  for (int id = 0; id < parts; ++id) {
    threads.emplace_back([&, id] {
      for (int i = id; i < size; i += parts) table[i] *= 2;  // NO RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  return table[1] == 2.5;
}
