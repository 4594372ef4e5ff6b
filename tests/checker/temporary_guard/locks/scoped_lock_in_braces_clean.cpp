// A scoped_lock without a name is gone at the end of its statement.
#include <mutex>
#include <thread>

long total = 0;
std::mutex m;

void add(long n) {
  std::scoped_lock guard{m};
  total += n;  // NO RACE
}

int main() {
  std::thread first(add, 1), second(add, 2);
  first.join();
  second.join();
  return total == 1;  // NO RACE
}
