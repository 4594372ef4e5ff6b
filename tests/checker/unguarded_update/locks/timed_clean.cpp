// try_lock_for gives up after a while; the update is made only when it has the lock.
#include <chrono>
#include <mutex>
#include <thread>

int counter = 0;
std::timed_mutex m;

void count() {
  for (int i = 0; i < 100; ++i) {
    if (!m.try_lock_for(std::chrono::microseconds(1))) {
      continue;
    }
    ++counter;  // NO RACE
    m.unlock();
  }
}

int main() {
  m.lock();  // NOT NEEDED: it only keeps the threads waiting
  std::thread first(count);
  std::thread second(count);
  m.unlock();
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
