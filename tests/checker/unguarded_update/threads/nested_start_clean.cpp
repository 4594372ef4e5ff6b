// A thread starts another, and both use one variable; it joins the other first.
#include <thread>

int value = 0;

void inner() {
  value = 1;  // NO RACE
}

void outer() {
  std::thread nested(inner);
  nested.join();
  value = 2;  // NO RACE
}

int main() {
  std::thread worker(outer);
  worker.join();
  return value == 0;  // NO RACE
}
