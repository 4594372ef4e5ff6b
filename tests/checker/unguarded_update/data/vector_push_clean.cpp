// Two threads append to one vector, under a lock.
#include <mutex>
#include <thread>
#include <vector>

std::vector<int> numbers;
std::mutex m;

void append() {
  for (int i = 0; i < 10; ++i) {
    std::lock_guard guard(m);
    numbers.push_back(i);  // NO RACE
  }
}

int main() {
  numbers.reserve(100);
  std::thread first(append);
  std::thread second(append);
  first.join();
  second.join();
  return numbers.empty();  // NO RACE
}
