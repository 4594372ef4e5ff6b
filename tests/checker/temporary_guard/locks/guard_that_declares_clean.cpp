// std::unique_lock<std::mutex>(m); declares a new variable m that locks nothing.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  for (int i = 0; i < 100; ++i) {
    std::unique_lock<std::mutex> guard(m);
    ++counter;  // NO RACE
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
