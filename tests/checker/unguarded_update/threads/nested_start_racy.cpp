// A thread starts another, and both use one variable; it joins the other too late.
#include <thread>

int value = 0;

void inner() {
  value = 1;  // RACE
}

void outer() {
  std::thread nested(inner);
  value = 2;  // RACE
  nested.join();
}

int main() {
  std::thread worker(outer);
  worker.join();
  return value == 0;  // NO RACE
}
