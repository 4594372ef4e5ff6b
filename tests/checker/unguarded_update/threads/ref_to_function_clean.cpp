// Two threads run one function object through std::ref, and so use the same memory behind its captures.
#include <functional>
#include <mutex>
#include <thread>

int main() {
  std::mutex m;
  int counter = 0;
  std::function<void()> count = [&] {
    std::lock_guard guard(m);
    ++counter;  // NO RACE
  };
  std::thread first(std::ref(count));
  std::thread second(std::ref(count));
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
