// What a task is given a reference to is set before the task is submitted, while workers run.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

class Pool {
 public:
  Pool() {
    for (int i = 0; i < 3; ++i) threads_.emplace_back([this] { run(); });
  }

  ~Pool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      is_closed_ = true;
    }
    not_empty_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  template <class Function>
  std::future<void> submit(Function function) {
    auto task = std::make_shared<std::packaged_task<void()>>(std::move(function));
    std::future<void> result = task->get_future();
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.emplace_back([task] { (*task)(); });
    not_empty_.notify_one();
    return result;
  }

 private:
  void run() {
    while (true) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        not_empty_.wait(lock, [this] { return is_closed_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable not_empty_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  bool is_closed_ = false;
};

int main() {
  Pool pool;
  int total = 0;
  std::vector<int> squares;
  total = 5;             // NO RACE
  squares.assign(7, 1);  // NO RACE
  std::future<void> result = pool.submit([&total, &squares] {
    for (int square : squares) total += square;  // NO RACE
  });
  result.get();
  return total > 0 ? 0 : 1;
}
