// A worker runs packaged tasks; who has got the result of one may use what it used.
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

struct Worker {
  std::mutex lock;
  std::condition_variable changed;
  std::deque<std::packaged_task<void()>> tasks;
  bool closed = false;

  std::future<void> post(std::packaged_task<void()> task) {
    std::future<void> result = task.get_future();
    std::lock_guard guard(lock);
    tasks.push_back(std::move(task));
    changed.notify_one();
    return result;
  }
  void run() {
    while (true) {
      std::packaged_task<void()> task;
      {
        std::unique_lock guard(lock);
        changed.wait(guard, [&] { return closed || !tasks.empty(); });
        if (tasks.empty()) return;
        task = std::move(tasks.front());
        tasks.pop_front();
      }
      task();
    }
  }
};

int main() {
  Worker worker;
  std::thread thread([&] { worker.run(); });
  int total = 0;
  worker.post(std::packaged_task<void()>([] {}));
  std::future<void> done = worker.post(std::packaged_task<void()>([&total] { ++total; }));  // NO RACE
  done.get();
  total += 2;  // NO RACE
  {
    std::lock_guard guard(worker.lock);
    worker.closed = true;
    worker.changed.notify_one();
  }
  thread.join();
  return total - 3;
}
