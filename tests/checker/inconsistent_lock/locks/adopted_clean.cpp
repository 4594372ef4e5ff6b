// std::lock takes both, and guards adopt them; one guard lives until the end.
#include <mutex>
#include <thread>

int sum = 0;
std::mutex a;
std::mutex b;

void add() {
  for (int i = 0; i < 100; ++i) {
    std::lock(a, b);
    std::lock_guard<std::mutex> second(b, std::adopt_lock);
    std::lock_guard<std::mutex> first(a, std::adopt_lock);
    sum += 1;  // NO RACE
  }
}

void add_too() {
  for (int i = 0; i < 100; ++i) {
    std::lock_guard<std::mutex> guard(a);
    sum += 1;  // NO RACE
  }
}

int main() {
  std::thread one(add);
  std::thread two(add_too);
  one.join();
  two.join();
  return sum == 1;  // NO RACE
}
