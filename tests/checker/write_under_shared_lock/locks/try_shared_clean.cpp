// The lock is tried for, as a reader or as a writer.
#include <shared_mutex>
#include <thread>

int value = 0;
std::shared_mutex m;

void change() {
  if (!m.try_lock()) return;
  ++value;  // NO RACE
  m.unlock();
}

int main() {
  std::thread first(change);
  std::thread second(change);
  first.join();
  second.join();
  return value == 1;  // NO RACE
}
