// Several readers may hold a shared lock together: the writer takes it alone.
#include <mutex>
#include <shared_mutex>
#include <thread>

int value = 0;
std::shared_mutex m;

void write_value() {
  for (int i = 0; i < 100; ++i) {
    std::unique_lock lock(m);
    value += 1;  // NO RACE
  }
}

int main() {
  std::thread first(write_value);
  std::thread second(write_value);
  first.join();
  second.join();
  return value == 1;  // NO RACE
}
