// A barrier that spins: one thread writes after it what the other one reads there.
#include <atomic>
#include <thread>

class Barrier {
 public:
  explicit Barrier(int parties) : parties_(parties), left_(parties) {}
  void wait() {
    const bool mine = !sense_.load();
    if (left_.fetch_sub(1) == 1) {
      left_.store(parties_);
      sense_.store(mine);
    } else {
      while (sense_.load() != mine) std::this_thread::yield();
    }
  }

 private:
  const int parties_;
  std::atomic<int> left_;
  std::atomic<bool> sense_{false};
};

int main() {
  Barrier barrier(2);
  int left = 0;
  int right = 0;
  int sum = 0;
  std::thread first([&] {
    left = 1;  // NO RACE
    barrier.wait();
    sum = left + right;  // RACE
  });
  std::thread second([&] {
    barrier.wait();
    right = 2;  // RACE
  });
  first.join();
  second.join();
  return sum != 3;
}
