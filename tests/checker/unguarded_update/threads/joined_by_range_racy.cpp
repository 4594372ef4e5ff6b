// An algorithm joins all threads of a range, which it is given as a whole; the result is read before that.
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
      ++visits;  // RACE
    });
  }
  const int seen = visits;  // RACE
  std::ranges::for_each(threads, [](std::thread& thread) { thread.join(); });
  return seen > 4;
}
