// A guard moves into a block that ends before the update.
#include <mutex>
#include <thread>
#include <utility>

int counter = 0;
std::mutex m;

void count() {
  for (int i = 0; i < 100; ++i) {
    std::unique_lock<std::mutex> lock(m);
    {
      std::unique_lock<std::mutex> taken = std::move(lock);
    }
    ++counter;  // RACE
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
