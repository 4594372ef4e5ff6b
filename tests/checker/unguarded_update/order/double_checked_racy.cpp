// Double-checked initialisation: the first look is plain.
#include <atomic>
#include <mutex>
#include <thread>

bool made = false;
int table = 0;
std::mutex m;

void use(int& seen) {
  if (!made) {  // RACE
    std::lock_guard guard(m);
    if (!made) {    // NO RACE
      table = 42;   // RACE
      made = true;  // RACE
    }
  }
  seen = table;  // RACE
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
