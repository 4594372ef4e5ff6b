// A lambda captures a local variable of main by reference, and two threads run it.
#include <thread>

int main() {
  int counter = 0;
  auto count = [&counter]() mutable {
    ++counter;  // RACE
  };
  std::thread first(std::ref(count));
  std::thread second(std::ref(count));
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
