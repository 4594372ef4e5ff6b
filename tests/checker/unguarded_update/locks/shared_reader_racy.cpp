// The writer holds the lock alone; the reader holds nothing.
#include <mutex>
#include <shared_mutex>
#include <thread>

int value = 0;
std::shared_mutex m;

void write_value() {
  std::unique_lock lock(m);
  value += 1;  // RACE
}

void read_value(int& seen) {
  seen = value;  // RACE
}

int main() {
  int seen = 0;
  std::thread second(read_value, std::ref(seen));
  std::thread first(write_value);
  first.join();
  second.join();
  return seen == 2;
}
