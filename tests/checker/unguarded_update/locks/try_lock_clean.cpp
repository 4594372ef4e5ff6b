// try_lock may fail; the update is made only when it has the lock.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  for (int i = 0; i < 1000; ++i) {
    const bool locked = m.try_lock();
    if (locked) ++counter;  // NO RACE
    if (locked) m.unlock();
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
