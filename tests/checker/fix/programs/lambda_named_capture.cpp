#include <thread>
#include <vector>

int main() {
  std::vector<std::thread> threads;
  long sum = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&sum, i] {
      for (int j = 0; j < 10; ++j) {
        sum += i * j;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return sum < 0;
}
