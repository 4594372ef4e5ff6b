// What a barrier calls when all have come runs while all of them wait; what a thread does after the wait does not.
#include <barrier>
#include <thread>
#include <vector>

int main() {
  const int workers = 3;
  std::vector<int> now(workers, 1);
  std::vector<int> next(workers, 0);
  int rounds = 0;
  std::barrier all_done(workers, [&]() noexcept {
    now.swap(next);  // NO RACE
  });
  std::vector<std::thread> threads;
  for (int id = 0; id < workers; ++id) {
    threads.emplace_back([&, id] {
      for (int round = 0; round < 50; ++round) {
        next[id] = now[(id + 1) % workers] + 1;  // NO RACE
        all_done.arrive_and_wait();
        ++rounds;  // RACE
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return rounds == 1;
}
