// try_lock_for gives up after a while; the update is made all the same.
#include <chrono>
#include <mutex>
#include <thread>

int counter = 0;
std::timed_mutex m;

void count() {
  for (int i = 0; i < 100; ++i) {
    if (!m.try_lock_for(std::chrono::microseconds(1))) {
      ++counter;  // RACE
      continue;
    }
    ++counter;  // RACE
    m.unlock();
  }
}

int main() {
  m.lock();
  std::thread first(count);
  std::thread second(count);
  m.unlock();
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
