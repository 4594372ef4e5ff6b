// In each round detached workers post a semaphore of the round, and all posts are waited for.
#include <array>
#include <memory>
#include <semaphore>
#include <thread>

constexpr int kWorkers = 4;

struct Batch {
  std::array<long, kWorkers> sums{};
  std::counting_semaphore<kWorkers> done{0};
};

void work(std::shared_ptr<Batch> batch, int id) {
  batch->sums[id] = id + 1;  // NO RACE
  batch->done.release();
}

long run_batch() {
  auto batch = std::make_shared<Batch>();
  for (int id = 0; id < kWorkers; ++id) std::thread(work, batch, id).detach();
  for (int left = kWorkers; left > 0; --left) batch->done.acquire();
  long total = 0;
  for (long sum : batch->sums) total += sum;  // NO RACE
  return total;
}

int main() {
  long total = 0;
  for (int i = 0; i < 100; ++i) total += run_batch();
  return total == 0 ? 1 : 0;
}
