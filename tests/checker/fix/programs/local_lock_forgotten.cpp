#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  int count = 0;
  std::thread first([&] {
    std::scoped_lock guard(mutex);
    ++count;
  });
  std::thread second([&count] { ++count; });
  first.join();
  second.join();
  return count == 0;
}
