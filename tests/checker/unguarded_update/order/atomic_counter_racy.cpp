// A counter of a plain type: ++ is a read and a write.
#include <atomic>
#include <thread>

int counter = 0;

void count() {
  for (int i = 0; i < 100; ++i) ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
