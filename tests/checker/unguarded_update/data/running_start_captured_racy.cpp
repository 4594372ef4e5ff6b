// Each thread goes on to the first element of the next part.
#include <cstddef>
#include <cstdlib>
#include <thread>
#include <vector>

int main(int count, char** arguments) {
  const std::size_t size = count > 1 ? std::atoi(arguments[1]) : 1002;
  const std::size_t parts = count > 2 ? std::atoi(arguments[2]) : 4;
  std::vector<int> items(size);
  std::vector<std::thread> threads;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    std::size_t length = size / parts;
    if (i < size % parts) ++length;
    const std::size_t end = begin + length;
    threads.emplace_back([&items, begin, end] {
      for (std::size_t k = begin; k <= end && k < items.size(); ++k) ++items[k];  // RACE
    });
    begin = end;
  }
  for (std::thread& thread : threads) thread.join();
  return items[0];
}
