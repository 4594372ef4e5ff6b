// Each thread has a part of the table, and the last one goes to its end; how many there are is known when the program runs.
#include <thread>
#include <vector>

int main() {
  const int size = 1000;
  const int parts = 2 + static_cast<int>(std::thread::hardware_concurrency());
  std::vector<double> table(size, 1.0);
  std::vector<std::thread> threads;
  for (int id = 0; id < parts; ++id) {
    threads.emplace_back([&, id] {
      const int chunk = size / parts;
      const int begin = id * chunk;
      const int end = id == parts - 1 ? size : begin + chunk + 1;
      for (int i = begin; i < end; ++i) table[i] *= 2;  // RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  return table[1] == 2.5;
}
