// Every thread has its own thread_local counter.
#include <thread>

thread_local int counter = 0;

void count() {
  for (int i = 0; i < 100; ++i) ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();  // NOT NEEDED: each thread has its own
  second.join();
  return counter == 1;  // NO RACE
}
