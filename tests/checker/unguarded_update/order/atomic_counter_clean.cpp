// A counter of an atomic type: ++ is one step.
#include <atomic>
#include <thread>

std::atomic<int> counter = 0;

void count() {
  for (int i = 0; i < 100; ++i) ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();  // NOT NEEDED: it is atomic
  second.join();
  return counter == 1;  // NO RACE
}
