// Who waits until a count of unfinished tasks is zero has seen them all, also if the wait may end early.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

class Team {
 public:
  explicit Team(int members) : unfinished_(members) {
    for (int id = 0; id < members; ++id) threads_.emplace_back([this, id] { work(id); });
  }
  ~Team() {
    for (std::thread& thread : threads_) thread.join();
  }
  bool wait_until_idle(std::chrono::seconds limit) {
    std::unique_lock lock(mutex_);
    return idle_.wait_for(lock, limit, [this] { return unfinished_ == 0; });
  }
  int result(int id) const { return results_[id]; }  // RACE

 private:
  void work(int id) {
    {
      const std::lock_guard lock(mutex_);
      if (--unfinished_ == 0) idle_.notify_all();
    }
    results_[id] = id;  // RACE
  }

  std::mutex mutex_;
  std::condition_variable idle_;
  int unfinished_;
  int results_[3] = {};
  std::vector<std::thread> threads_;
};

int main() {
  Team team(3);
  if (!team.wait_until_idle(std::chrono::seconds(30))) return 1;
  return team.result(0) == 42;
}
