// Every access to an atomic is atomic, also a plain-looking one; a plain copy beside it is not.
#include <atomic>
#include <thread>

std::atomic<int> total = 0;
int last = 0;

void work() {
  total = total + 1;  // NO RACE
  last = total;       // RACE
}

int main() {
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
  return last == 99;  // NO RACE
}
