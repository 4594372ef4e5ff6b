// A pool of threads takes tasks from a queue; the flag that ends it is set without the queue's lock.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

class Pool {
 public:
  explicit Pool(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
  }

  ~Pool() {
    {
      ending_ = true;  // RACE
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void submit(std::function<void()> task) {
    {
      std::lock_guard guard(mutex_);
      tasks_.push_back(std::move(task));  // NO RACE
    }
    changed_.notify_one();
  }

 private:
  void serve() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        while (tasks_.empty() && !ending_) changed_.wait_for(lock, std::chrono::milliseconds(10));  // RACE
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();  // NO RACE
      }
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

int main() {
  int first = 0;
  int second = 0;
  {
    Pool pool(2);
    pool.submit([&first] { first = 1; });    // NO RACE
    pool.submit([&second] { second = 2; });  // NO RACE
  }
  return first + second == 99;  // NO RACE
}
