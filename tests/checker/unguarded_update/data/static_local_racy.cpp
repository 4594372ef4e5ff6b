// A local variable that is static belongs to all threads.
#include <thread>

int next() {
  static int last = 0;
  ++last;       // RACE
  return last;  // RACE
}

int main() {
  std::thread first(next);
  std::thread second(next);
  first.join();
  second.join();
  return 0;
}
