// NOT RUN: the wrong one waits for itself for ever
// A method that has the lock calls another one that takes it.
#include <mutex>
#include <thread>

class Counter {
 public:
  void add() {
    std::lock_guard<std::mutex> guard(mutex_);  // FINDING
    ++count_;
  }
  void add_twice() {
    std::lock_guard<std::mutex> guard(mutex_);  // FINDING
    add();
    add();
  }

 private:
  std::mutex mutex_;
  int count_ = 0;
};

int main() {
  Counter counter;
  std::thread first([&] { counter.add_twice(); }), second([&] { counter.add_twice(); });
  first.join();
  second.join();
}
