// Several readers may hold a shared lock together: a write under it is not safe.
#include <mutex>
#include <shared_mutex>
#include <thread>

int value = 0;
std::shared_mutex m;

void write_value() {
  for (int i = 0; i < 100; ++i) {
    std::shared_lock lock(m);
    value += 1;  // RACE
  }
}

int main() {
  std::thread first(write_value);
  std::thread second(write_value);
  first.join();
  second.join();
  return value == 1;  // NO RACE
}
