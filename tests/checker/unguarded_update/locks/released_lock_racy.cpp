// release() gives the mutex out of the guard's hands: it stays locked, and somebody must unlock it too early.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  std::unique_lock lock(m);
  std::mutex* owned = lock.release();
  owned->unlock();
  ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
