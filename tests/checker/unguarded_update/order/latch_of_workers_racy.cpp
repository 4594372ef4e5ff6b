// Workers wait for each other at a latch before they begin, and main takes the same latch for the end of their work.
#include <cstddef>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

struct Share {
  int done = 0;
  void add(int count) { done += count; }  // RACE
};

void work(std::vector<Share>& shares, std::latch& ready, std::size_t own) {
  ready.arrive_and_wait();
  for (int i = 0; i < 3; ++i) shares[own].add(i);
}

int main() {
  std::vector<Share> shares(2);
  std::latch ready(2);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < 2; ++i) workers.emplace_back(work, std::ref(shares), std::ref(ready), i);
  ready.wait();
  int sum = 0;
  for (const Share& share : shares) sum += share.done;  // RACE
  for (std::thread& worker : workers) worker.join();
  return sum == 1;
}
