// To upgrade, a reader must give its lock up and take it as a writer.
#include <mutex>
#include <shared_mutex>
#include <thread>

int value = 0;
std::shared_mutex m;

void change() {
  std::shared_lock reading(m);
  if (value > 10) return;  // NO RACE
  reading.unlock();
  const std::unique_lock writing(m);
  ++value;  // NO RACE
}

int main() {
  std::thread first(change);
  std::thread second(change);
  first.join();
  second.join();
  return value == 1;  // NO RACE
}
