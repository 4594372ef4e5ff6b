// Tasks that a pool runs in any order; each has captured the number of its own slot, and loops.
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

std::mutex lock;
std::queue<std::function<void()>> tasks;

void run() {
  while (true) {
    std::function<void()> task;
    {
      std::lock_guard guard(lock);
      if (tasks.empty()) return;
      task = std::move(tasks.front());
      tasks.pop();
    }
    task();
  }
}

int main() {
  std::vector<long> sums(64);
  for (int slot = 0; slot < 64; ++slot) {
    tasks.push([&sums, slot] {
      long sum = 0;
      for (int i = 0; i < 100; ++i) {
        sum += i * slot;
        std::this_thread::yield();
      }
      sums[slot] = sum;  // NO RACE
    });
  }
  std::thread first(run), second(run);
  first.join();
  second.join();
  return sums[0] != 0;
}
