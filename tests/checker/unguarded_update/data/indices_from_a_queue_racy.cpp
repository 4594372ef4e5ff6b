// Each number is put into the queue twice: two threads may take the same.
#include <latch>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

std::mutex lock;
std::queue<int> numbers;
std::latch both(2);

bool take(int& number) {
  std::lock_guard guard(lock);
  if (numbers.empty()) return false;
  number = numbers.front();
  numbers.pop();
  return true;
}

int main() {
  std::vector<int> squares(2);
  for (int i = 0; i < 2; ++i) numbers.push(i / 2);
  auto work = [&squares] {
    int number = 0;
    const bool has_one = take(number);
    both.arrive_and_wait();
    if (has_one) squares[number] = number * number;  // RACE
  };
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
}
