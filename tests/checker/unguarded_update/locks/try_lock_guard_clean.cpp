// A unique_lock that only tries: it is asked whether it has the lock, and the update depends on it.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  for (int i = 0; i < 1000; ++i) {
    std::unique_lock lock(m, std::try_to_lock);
    if (!lock.owns_lock()) continue;
    ++counter;  // NO RACE
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
