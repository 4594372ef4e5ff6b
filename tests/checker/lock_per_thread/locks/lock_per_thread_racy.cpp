// The lock is a local variable of the thread's function: every thread has its own.
#include <mutex>
#include <thread>

int counter = 0;

void count() {
  std::mutex m;
  std::lock_guard<std::mutex> guard(m);
  ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
