// Every access to an atomic is atomic, also a plain-looking one; the plain variable is only its starter's.
#include <atomic>
#include <thread>

std::atomic<int> total = 0;
int last = 0;

void work() {
  total = total + 1;  // NO RACE
}

int main() {
  std::thread first(work);
  std::thread second(work);
  last = total;  // NO RACE
  first.join();  // NOT NEEDED: it is atomic
  second.join();
  return last == 99;  // NO RACE
}
