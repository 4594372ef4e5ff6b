// Who finds the lock taken is told so in `expected`, and takes it the next time as it finds it.
#include <atomic>
#include <mutex>
#include <thread>

class SpinLock {
 public:
  void lock() {
    bool expected = false;
    while (!held_.compare_exchange_weak(expected, true, std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() { held_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> held_ = false;
};

SpinLock lock;
int counter = 0;

void work() {
  for (int i = 0; i < 100000; ++i) {
    std::lock_guard<SpinLock> guard(lock);
    ++counter;  // RACE
  }
}

int main() {
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
  return counter == 0 ? 1 : 0;
}
