// A recursive lock is free when it is unlocked as often as it was locked: here once, so it is still held.
#include <mutex>
#include <thread>

int counter = 0;
std::recursive_mutex m;

void count() {
  m.lock();
  m.lock();  // NOT NEEDED: the thread has it already
  m.unlock();
  ++counter;  // NO RACE
  m.unlock();
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
