// Each method takes the lock; who calls both updates in two steps.
#include <mutex>
#include <thread>

class Counter {
 public:
  int get() {
    std::lock_guard<std::mutex> guard(mutex_);  // NOT NEEDED: nobody calls this method
    return value_;                              // NO FINDING
  }
  void set(int value) {
    std::lock_guard<std::mutex> guard(mutex_);  // NOT NEEDED: nobody calls this method
    value_ = value;                             // NO FINDING
  }
  void add() {
    std::lock_guard<std::mutex> guard(mutex_);
    ++value_;  // NO FINDING
  }

 private:
  std::mutex mutex_;
  int value_ = 0;
};

Counter counter;

void work() { counter.add(); }

int main() {
  std::thread first(work), second(work);
  first.join();
  second.join();
}
