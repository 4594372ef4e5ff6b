// After the branch the lock is held on both paths.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count(bool release) {
  for (int i = 0; i < 100; ++i) {
    m.lock();
    if (release) counter += 2;  // NO RACE
    ++counter;                  // NO RACE
    m.unlock();
  }
}

int main() {
  std::thread first(count, true);
  std::thread second(count, false);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
