// Two threads initialise one variable, if it looks untouched.
#include <mutex>
#include <thread>

int table = 0;
std::once_flag once;

void use(int& seen) {
  if (table == 0) table = 42;  // RACE
  seen = table;                // RACE
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
