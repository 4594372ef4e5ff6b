// Each thread sets its own flag, but the flags of a vector<bool> share a word.
#include <cstddef>
#include <thread>
#include <vector>

int main() {
  std::vector<bool> done(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i) {
    threads.emplace_back([&done, i] {
      done[i] = true;  // RACE
    });
  }
  for (std::thread& thread : threads) thread.join();
  return done[0] ? 0 : 1;
}
