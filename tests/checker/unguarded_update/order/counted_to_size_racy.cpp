// Two threads take numbers under a lock until there are none left, which keeps nothing else apart.
#include <mutex>
#include <thread>

int main(int count, char**) {
  const int size = 2 + count;
  std::mutex lock;
  int next = 0;
  int sum = 0;
  const auto work = [&] {
    int number = 0;
    {
      std::scoped_lock guard(lock);
      if (next >= size) return;
      number = next++;
    }
    sum += number;  // RACE
  };
  std::thread other(work);
  work();
  other.join();
  return sum > 1;
}
