// Tasks that are bound to one sum, and wait in a queue for two workers.
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

std::mutex lock;
std::deque<std::function<void()>> tasks;

void work() {
  std::function<void()> task;
  {
    std::scoped_lock guard(lock);
    if (tasks.empty()) return;
    task = std::move(tasks.front());
    tasks.pop_front();
  }
  task();
}

void add(const std::vector<int>& from, int number, int& sum) {
  sum += from[number];  // RACE
}

int main() {
  std::vector<int> numbers(2, 3);
  int sum = 0;
  for (int i = 0; i < 2; ++i) tasks.push_back(std::bind(add, std::cref(numbers), i, std::ref(sum)));
  std::thread one(work), other(work);
  one.join();
  other.join();
  return sum > 6;
}
