// Each of four threads works on its quarter; how large that is, main has computed, and each knows a copy of it.
#include <cstdlib>
#include <thread>
#include <vector>

int main(int count, char** arguments) {
  const int total = count > 1 ? std::atoi(arguments[1]) : 400;
  const int size = total / 4;
  std::vector<int> numbers(total);
  std::vector<std::thread> threads;
  for (int part = 0; part < 4; ++part) {
    threads.emplace_back([&numbers, part, size] {
      for (int i = part * size; i < (part + 1) * size; ++i) numbers[i] = part;  // NO RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  return numbers[0];
}
