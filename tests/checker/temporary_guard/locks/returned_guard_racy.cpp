// A function returns a guard that holds the lock; the caller drops it at once.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

std::unique_lock<std::mutex> hold() { return std::unique_lock<std::mutex>(m); }

void count() {
  for (int i = 0; i < 100; ++i) {
    hold();
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
