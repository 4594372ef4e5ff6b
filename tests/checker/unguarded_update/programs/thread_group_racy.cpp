// A class starts threads and joins them all; main reads before join_all.
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class ThreadGroup {
 public:
  void start(std::function<void()> work) { threads_.emplace_back(std::move(work)); }
  void join_all() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  std::vector<std::thread> threads_;
};

int main() {
  ThreadGroup group;
  std::mutex m;
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    group.start([&m, &sum, i] {
      std::lock_guard guard(m);
      sum += i;  // RACE
    });
  }
  const int seen = sum;  // RACE
  group.join_all();
  return seen == 99;
}
