// After the branch the lock is held on only one of the paths.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count(bool release) {
  for (int i = 0; i < 100; ++i) {
    m.lock();
    if (release) m.unlock();
    ++counter;  // RACE
    if (!release) m.unlock();
  }
}

int main() {
  std::thread first(count, true);
  std::thread second(count, false);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
