// A unique_lock can be unlocked before its end.
#include <mutex>
#include <thread>

int counter = 0;
int calls = 0;
std::mutex m;

void count() {
  std::unique_lock lock(m);
  ++calls;  // NO RACE
  lock.unlock();
  ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter + calls == 1;  // NO RACE
}
