// A thread counts in a catch block, without the lock.
#include <mutex>
#include <stdexcept>
#include <thread>

int failures = 0;
std::mutex m;

void work(int n) {
  try {
    if (n >= 0) throw std::runtime_error("refused");
  } catch (const std::runtime_error&) {
    ++failures;  // RACE
  }
}

int main() {
  std::thread first(work, 1);
  std::thread second(work, 2);
  first.join();
  second.join();
  return failures == 1;  // NO RACE
}
