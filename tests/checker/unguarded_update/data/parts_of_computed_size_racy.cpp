// Each of four threads begins one element too early, with the last one of the quarter before.
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
      for (int i = part * size - (part > 0); i < (part + 1) * size; ++i) numbers[i] = part;  // RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  return numbers[0];
}
