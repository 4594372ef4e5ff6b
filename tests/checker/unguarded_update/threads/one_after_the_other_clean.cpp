// Two threads never run at the same time: the first is joined before the second starts.
#include <thread>

int counter = 0;

void count() {
  ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  first.join();
  std::thread second(count);
  second.join();
  return counter == 1;
}
