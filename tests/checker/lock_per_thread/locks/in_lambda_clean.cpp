// The lock that a lambda holds is its own variable, or its creator's.
#include <mutex>
#include <thread>

int main() {
  int counter = 0;
  std::mutex m;
  const auto count = [&m, &counter] {
    const std::scoped_lock guard(m);
    ++counter;  // NO RACE
  };
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
