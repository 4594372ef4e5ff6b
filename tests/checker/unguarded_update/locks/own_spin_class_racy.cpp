// A guard of the library holds a spin lock of the program's own, which asks and takes in one step.
#include <atomic>
#include <mutex>
#include <thread>

class SpinLock {
 public:
  void lock() {
    for (bool was_taken = true; was_taken; std::this_thread::yield()) was_taken = taken_.load(std::memory_order_acquire);
    taken_.store(true, std::memory_order_release);
  }
  void unlock() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_ = false;
};

SpinLock spin;
int counter = 0;

void count() {
  for (int i = 0; i < 20000; ++i) {
    std::lock_guard<SpinLock> guard(spin);
    ++counter;  // RACE
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
