// A lambda captures a local variable of main by value, and two threads run it.
#include <thread>

int main() {
  int counter = 0;
  auto count = [counter]() mutable {
    ++counter;  // NO RACE
  };
  std::thread first(count);
  std::thread second(count);
  first.join();  // NOT NEEDED: each thread has a copy
  second.join();
  return counter == 1;  // NO RACE
}
