// A method that has the lock calls another one that takes it.
#include <mutex>
#include <thread>

class Counter {
 public:
  void add() {
    // NOT NEEDED: it is held around the other one, too
    std::lock_guard<std::recursive_mutex> guard(mutex_);  // NO FINDING
    ++count_;
  }
  void add_twice() {
    // NOT NEEDED: it is held around the other one, too
    std::lock_guard<std::recursive_mutex> guard(mutex_);  // NO FINDING
    add();
    add();
  }

 private:
  std::recursive_mutex mutex_;
  int count_ = 0;
};

int main() {
  Counter counter;
  std::thread first([&] { counter.add_twice(); }), second([&] { counter.add_twice(); });
  first.join();
  second.join();
}
