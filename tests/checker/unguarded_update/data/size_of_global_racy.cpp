// Two threads go through all elements of a container that was made before main: without a lock.
#include <thread>
#include <vector>

static std::vector<int> counts(10);

static void count_all() {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += 1;  // RACE
}

int main() {
  std::thread first(count_all);
  std::thread second(count_all);
  first.join();
  second.join();
  return counts[0] > 0 ? 0 : 1;
}
