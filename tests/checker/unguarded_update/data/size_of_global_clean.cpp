// Two threads go through all elements of a container that was made before main: under one lock.
#include <mutex>
#include <thread>
#include <vector>

static std::vector<int> counts(10);
static std::mutex mutex;

static void count_all() {
  const std::lock_guard<std::mutex> lock(mutex);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += 1;  // NO RACE
}

int main() {
  std::thread first(count_all);
  std::thread second(count_all);
  first.join();
  second.join();
  return counts[0] > 0 ? 0 : 1;
}
