// Threads are started and joined behind functions.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  ++counter;  // RACE
}

std::thread launch(void (*function)()) { return std::thread(function); }

void finish(std::thread& thread) { thread.join(); }

int main() {
  std::thread first = launch(count);
  std::thread second = launch(count);
  finish(first);
  finish(second);
  return counter == 1;  // NO RACE
}
