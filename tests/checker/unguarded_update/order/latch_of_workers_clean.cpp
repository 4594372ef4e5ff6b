// Workers wait for each other at a latch, and main waits for all of them at the same one before it reads what they have done.
#include <cstddef>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

struct Share {
  int done = 0;
  void add(int count) { done += count; }  // NO RACE
};

void work(std::vector<Share>& shares, std::latch& ready, std::size_t own) {
  for (int i = 0; i < 3; ++i) shares[own].add(i);
  ready.arrive_and_wait();
}

int main() {
  std::vector<Share> shares(2);
  std::latch ready(2);
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < 2; ++i) workers.emplace_back(work, std::ref(shares), std::ref(ready), i);
  ready.wait();
  int sum = 0;
  for (const Share& share : shares) sum += share.done;  // NO RACE
  for (std::thread& worker : workers) worker.join();
  return sum == 1;
}
