// Two threads run at the same time.
#include <thread>

int counter = 0;

void count() {
  ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;
}
