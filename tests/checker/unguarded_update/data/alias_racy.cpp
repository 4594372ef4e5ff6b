// A pointer leads to the global variable that the other thread uses.
#include <thread>

int global = 0;
int other = 0;
int* const alias = &global;

void direct() {
  global = 1;  // RACE
}

void indirect() {
  *alias = 2;  // RACE
}

int main() {
  std::thread first(direct);
  std::thread second(indirect);
  first.join();
  second.join();
  return global + other == 0;  // NO RACE
}
