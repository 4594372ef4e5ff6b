// Three teams, one after the other; sums of the others are read before they have come to the barrier.
#include <algorithm>
#include <barrier>
#include <span>
#include <thread>
#include <vector>

class Scan {
 public:
  explicit Scan(unsigned workers) : workers_(workers), barrier_(workers), carry_(workers) {}

  void run(std::span<long> data) {
    std::vector<std::thread> team;
    for (unsigned id = 0; id < workers_; ++id) team.emplace_back(&Scan::work, this, id, block_of(data, id));
    for (std::thread& thread : team) thread.join();
  }

 private:
  std::span<long> block_of(std::span<long> data, unsigned id) const {
    const std::size_t step = (data.size() + workers_ - 1) / workers_;
    const std::size_t first = std::min(data.size(), id * step);
    return data.subspan(first, std::min(step, data.size() - first));
  }

  void work(unsigned id, std::span<long> mine) {
    long sum = 0;
    for (long& each : mine) each = sum += each;  // NO RACE
    carry_[id] = sum;                            // RACE
    long before = 0;
    for (unsigned other = 0; other < id; ++other) before += carry_[other];  // RACE
    barrier_.arrive_and_wait();
    for (long& each : mine) each += before;  // NO RACE
  }

  const unsigned workers_;
  std::barrier<> barrier_;
  std::vector<long> carry_;
};

int main() {
  std::vector<long> values(40000, 1);
  Scan scan(4);
  for (int round = 0; round < 3; ++round) scan.run(values);
  return values.back() == 0 ? 1 : 0;
}
