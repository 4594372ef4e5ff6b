// One side holds the lock, the other only a temporary guard of it.
#include <mutex>
#include <thread>

int value = 0;
std::mutex m;

void write_value() {
  const std::scoped_lock guard(m);
  value = 1;  // NO RACE
}

void read_value(int& seen) {
  std::unique_lock<std::mutex> guard{m};
  seen = value;  // NO RACE
}

int main() {
  int seen = 0;
  std::thread second(read_value, std::ref(seen));
  std::thread first(write_value);
  first.join();
  second.join();
  return seen == 2;
}
