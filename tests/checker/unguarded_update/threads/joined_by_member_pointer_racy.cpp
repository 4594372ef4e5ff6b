// An algorithm calls join for each thread, by a pointer to the member; the result is read before that.
#include <algorithm>
#include <functional>
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
  std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::join));
  return seen > 4;
}
