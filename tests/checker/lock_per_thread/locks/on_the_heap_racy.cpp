// Each thread makes a lock on the heap; the locks are different objects.
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

int counter = 0;
std::mutex common;

void count() {
  const auto own = std::make_unique<std::mutex>();
  std::lock_guard<std::mutex> guard(*own);
  ++counter;  // RACE
}

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(count);
  for (std::thread& thread : threads) thread.join();
  return counter == 1;  // NO RACE
}
