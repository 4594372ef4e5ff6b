// A temporary lives to the end of the whole expression: what stands in it is guarded, what stands behind it is not.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  std::scoped_lock{m}; ++counter;  // RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
