// A function that one thread runs is safe with its own data; two threads of it are not.
#include <thread>

int counter = 0;

void count() {
  for (int i = 0; i < 100; ++i) ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  first.join();
  return counter == 1;  // NO RACE
}
