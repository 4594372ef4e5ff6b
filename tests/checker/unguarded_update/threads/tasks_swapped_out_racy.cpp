// Tasks that are swapped out of a queue run in the thread that took them; what they use is no other thread's.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

std::mutex mutex;
std::vector<std::function<void()>> tasks;
bool is_over = false;
int calls = 0;

void post(std::function<void()> task) {
  const std::lock_guard guard(mutex);
  tasks.push_back(std::move(task));
}

void run() {
  while (!is_over) {
    std::vector<std::function<void()>> batch;
    {
      const std::lock_guard guard(mutex);
      batch.swap(tasks);
    }
    for (auto& task : batch) task();
  }
}

int main() {
  std::thread loop(run);
  post([] { calls++; });  // RACE
  post([] { is_over = true; });
  calls++;  // RACE
  loop.join();
  return calls == 0;
}
