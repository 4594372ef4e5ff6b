// NOT RUN: the other thread waits for ever
// What takes a lock by hand must give it up by hand; a guard gives it up on every way.
#include <mutex>
#include <thread>

std::mutex m;
int left = 1;

void take_one() {
  m.lock();  // FINDING
  if (left == 0) return;  // FINDING
  --left;
  m.unlock();
}

int main() {
  std::thread first(take_one), second(take_one);
  first.join();
  second.join();
}
