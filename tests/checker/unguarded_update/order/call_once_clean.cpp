// Two threads initialise one variable, and call_once lets one of them.
#include <mutex>
#include <thread>

int table = 0;
std::once_flag once;

void use(int& seen) {
  std::call_once(once, [] { table = 42; });  // NO RACE
  seen = table;                              // NO RACE
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
