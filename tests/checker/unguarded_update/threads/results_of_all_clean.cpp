// Main waits for the results of all tasks that it gave to a pool, and then reads what the tasks wrote.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

class Workers {
 public:
  explicit Workers(int count) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Workers() {
    {
      std::lock_guard guard(lock_);
      closed_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  std::future<int> submit(std::function<int()> job) {
    auto task = std::make_shared<std::packaged_task<int()>>(std::move(job));
    std::future<int> result = task->get_future();
    {
      std::lock_guard guard(lock_);
      jobs_.emplace_back([task] { (*task)(); });
    }
    changed_.notify_one();
    return result;
  }

 private:
  void work() {
    while (true) {
      std::function<void()> job;
      {
        std::unique_lock guard(lock_);
        changed_.wait(guard, [this] { return closed_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  bool closed_ = false;
};

int main() {
  Workers workers(3);
  std::mutex lock;
  int most = 0;
  std::vector<std::future<int>> results;
  for (int i = 0; i < 20; ++i) {
    results.push_back(workers.submit([i, &lock, &most] {
      std::lock_guard guard(lock);
      if (i > most) most = i;  // NO RACE
      return i;
    }));
  }
  int sum = 0;
  for (std::future<int>& result : results) sum += result.get();
  sum += most;  // NO RACE
  return sum == 0;
}
