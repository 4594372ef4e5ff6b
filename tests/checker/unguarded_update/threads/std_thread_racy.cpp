// Two threads count together, and nothing keeps them apart.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  for (int i = 0; i < 100; ++i) {
    ++counter;  // RACE
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 0;  // NO RACE
}
