// Double-checked initialisation: the first look is an acquire of an atomic.
#include <atomic>
#include <mutex>
#include <thread>

std::atomic<bool> made = false;
int table = 0;
std::mutex m;

void use(int& seen) {
  if (!made) {  // NO RACE
    std::lock_guard guard(m);
    if (!made) {    // NO RACE
      table = 42;   // NO RACE
      made = true;  // NO RACE
    }
  }
  seen = table;  // NO RACE
}

int main() {
  int a = 0;
  int b = 0;
  std::thread first(use, std::ref(a));
  std::thread second(use, std::ref(b));
  first.join();
  second.join();
  return a + b == 1;
}
