// NOT RUN: the other thread waits for ever
// A returned unique_lock takes the lock along; release() lets go of the guard and not of the lock.
#include <mutex>
#include <thread>

std::mutex m;
int sum = 0;

std::unique_lock<std::mutex> locked() { return std::unique_lock<std::mutex>(m); }  // NO FINDING

void add() {
  auto guard = locked();  // NO FINDING
  ++sum;
  guard.unlock();
  m.lock();  // FINDING
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
