// Each thread sets its own flag, a byte in memory.
#include <cstddef>
#include <thread>
#include <vector>

int main() {
  std::vector<char> done(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i) {
    threads.emplace_back([&done, i] {
      done[i] = 1;  // NO RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  return done[0] == 1 ? 0 : 1;
}
