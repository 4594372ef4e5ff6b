// The guard is gone before the function is called that needs it.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void bump() {
  ++counter;  // NO RACE
}

void count() {
  std::lock_guard<std::mutex> guard(m);
  bump();
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
