// Threads in a vector, started in one loop and joined in another; main reads after them.
#include <mutex>
#include <thread>
#include <vector>

int counter = 0;
std::mutex m;

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([] {
      std::lock_guard<std::mutex> guard(m);
      ++counter;  // NO RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  const int seen = counter;  // NO RACE
  return seen == 99;
}
