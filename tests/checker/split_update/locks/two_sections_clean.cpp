// The value is read under the lock and written under the lock, and in between the lock is given up.
#include <mutex>
#include <thread>

std::mutex m;
int count = 0;

void add() {
  std::unique_lock<std::mutex> guard(m);
  const int old = count;  // NO FINDING
  count = old + 1;  // NO FINDING
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
