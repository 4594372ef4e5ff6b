// The lock is a static variable: all threads have the same.
#include <mutex>
#include <thread>

int counter = 0;

void count() {
  static std::mutex m;
  std::lock_guard<std::mutex> guard(m);
  ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
