// A pointer leads to a variable of its own.
#include <thread>

int global = 0;
int other = 0;
int* const alias = &other;

void direct() {
  global = 1;  // NO RACE
}

void indirect() {
  *alias = 2;  // NO RACE
}

int main() {
  std::thread first(direct);
  std::thread second(indirect);
  first.join();
  second.join();
  return global + other == 0;  // NO RACE
}
