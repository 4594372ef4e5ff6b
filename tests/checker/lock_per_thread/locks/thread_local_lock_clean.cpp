// A lock that is thread_local keeps nobody out.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  std::lock_guard<std::mutex> guard(m);
  ++counter;  // NO RACE
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
