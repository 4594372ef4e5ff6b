// Threads sum up a block each, and who started them the last block.
#include <iterator>
#include <numeric>
#include <thread>
#include <vector>

void sum_up(std::vector<int>::const_iterator from, std::vector<int>::const_iterator to, long& sum) {
  sum = std::accumulate(from, to, sum);  // NO RACE
}

long parallel_sum(const std::vector<int>& items, std::size_t blocks) {
  const std::size_t size = items.size() / blocks;
  std::vector<long> sums(blocks);
  std::vector<std::thread> threads(blocks - 1);
  auto from = items.begin();
  for (std::size_t i = 0; i < blocks - 1; ++i) {
    const auto to = std::next(from, size);
    threads[i] = std::thread(sum_up, from, to, std::ref(sums[i]));
    from = to;
  }
  sum_up(from, items.end(), sums[blocks - 1]);
  for (std::thread& thread : threads) thread.join();
  return std::accumulate(sums.begin(), sums.end(), 0L);
}

int main(int count, char**) {
  const std::vector<int> items(1000, 1);
  return parallel_sum(items, 2 + count) == 1000 ? 0 : 1;
}
