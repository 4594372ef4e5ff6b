// An algorithm calls join for each thread, by a pointer to the member.
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
      ++visits;  // NO RACE
    });
  }
  std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::join));
  return visits - 4;  // NO RACE
}
