// An algorithm joins all threads of a range, which it is given as a whole.
#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

int main() {
  int visits = 0;
  std::mutex lock;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      std::lock_guard guard(lock);
      ++visits;  // NO RACE
    });
  }
  std::ranges::for_each(threads, [](std::thread& thread) { thread.join(); });
  return visits - 4;  // NO RACE
}
