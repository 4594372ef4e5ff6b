// Several workers run tasks: who has the result of a task sees what it did.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

std::mutex lock;
std::condition_variable changed;
std::deque<std::function<void()>> jobs;
bool closed = false;

void work() {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock guard(lock);
      changed.wait(guard, [] { return closed || !jobs.empty(); });
      if (jobs.empty()) return;
      job = std::move(jobs.front());
      jobs.pop_front();
    }
    job();
  }
}

std::future<int> submit(std::function<int()> body) {
  auto task = std::make_shared<std::packaged_task<int()>>(std::move(body));
  std::future<int> result = task->get_future();
  std::lock_guard guard(lock);
  jobs.emplace_back([task] { (*task)(); });
  changed.notify_one();
  return result;
}

int first_part = 0;
int second_part = 0;

int main() {
  std::thread one(work);
  std::thread two(work);
  std::future<int> first = submit([] { return first_part = 1; });    // NO RACE
  std::future<int> second = submit([] { return second_part = 2; });  // NO RACE
  first.get();
  first_part += 1;  // NO RACE
  second.get();
  second_part += 1;  // NO RACE
  {
    std::lock_guard guard(lock);
    closed = true;
  }
  changed.notify_all();
  one.join();
  two.join();
}
