// Each thread sorts a part of its own.
#include <algorithm>
#include <thread>
#include <vector>

int main() {
  std::vector<int> numbers(1600);
  for (int i = 0; i < 1600; ++i) numbers[i] = i * 7 % 100;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&numbers, t] {
      std::sort(numbers.begin() + t * 100, numbers.begin() + (t + 1) * 100);  // NO RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
}
