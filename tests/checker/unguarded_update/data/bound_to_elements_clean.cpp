// Tasks that are bound to an element each, and wait in a queue for two workers.
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

std::mutex lock;
std::deque<std::function<void()>> tasks;

void work() {
  while (true) {
    std::function<void()> task;
    {
      std::scoped_lock guard(lock);
      if (tasks.empty()) return;
      task = std::move(tasks.front());
      tasks.pop_front();
    }
    task();
  }
}

void square(const std::vector<int>& from, int number, int& result) {
  result = from[number] * from[number];  // NO RACE
}

int main() {
  std::vector<int> numbers(12, 3), squares(12);
  for (int i = 0; i < 12; ++i) tasks.push_back(std::bind(square, std::cref(numbers), i, std::ref(squares[i])));
  std::thread one(work), other(work);
  one.join();
  other.join();
  return squares[11] == 9 ? 0 : 1;
}
