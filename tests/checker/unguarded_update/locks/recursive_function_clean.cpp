// A function that calls itself takes a recursive lock anew in each call; the outermost call gives it up last.
#include <mutex>
#include <thread>

std::recursive_mutex m;
int calls = 0;

void count(int depth) {
  m.lock();
  if (depth > 0) count(depth - 1);
  ++calls;  // NO RACE
  m.unlock();
}

int main() {
  std::thread first(count, 2);
  std::thread second(count, 2);
  first.join();
  second.join();
  return calls == 1;  // NO RACE
}
