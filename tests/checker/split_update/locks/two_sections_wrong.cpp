// The value is read under the lock and written under the lock, and in between the lock is given up.
#include <mutex>
#include <thread>

std::mutex m;
int count = 0;

void add() {
  std::unique_lock<std::mutex> guard(m);
  const int old = count;  // FINDING
  guard.unlock();
  guard.lock();
  count = old + 1;  // FINDING
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
