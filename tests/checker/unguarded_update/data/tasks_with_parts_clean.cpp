// Tasks that wait in a queue each know where their part begins; whoever takes one has its part.
#include <functional>
#include <latch>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

std::mutex lock;
std::queue<std::function<void()>> tasks;
std::latch both(2);

std::function<void()> take() {
  std::lock_guard guard(lock);
  std::function<void()> task = std::move(tasks.front());
  tasks.pop();
  return task;
}

int main() {
  std::vector<int> data(20);
  for (int begin = 0; begin < 20; begin += 10) {
    tasks.push([&data, begin] {
      both.arrive_and_wait();
      for (int i = begin; i < begin + 10; ++i) data[i] = begin;  // NO RACE
    });
  }
  auto work = [] {
    std::function<void()> task = take();
    task();
  };
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}
