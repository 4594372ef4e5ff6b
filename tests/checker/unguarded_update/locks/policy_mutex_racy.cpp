// A class gets its mutex as a policy; one that does nothing is for objects that only one thread uses.
#include <mutex>
#include <thread>

struct NullMutex {
  void lock() {}
  void unlock() {}
};

template <typename Mutex>
class Counter {
 public:
  void add() {
    std::lock_guard<Mutex> guard(mutex_);
    ++value_;  // RACE
  }

 private:
  Mutex mutex_;
  int value_ = 0;
};

Counter<NullMutex> shared;

int main() {
  std::thread first([] { shared.add(); });
  std::thread second([] { shared.add(); });
  first.join();
  second.join();
}
