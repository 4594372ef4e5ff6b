// In a method, std::unique_lock<std::mutex>(mutex_); declares a variable that hides the member.
#include <mutex>
#include <thread>

class Counter {
 public:
  void add() {
    std::unique_lock<std::mutex>(mutex_);
    ++count_;  // RACE
  }
  int count() const { return count_; }  // NO RACE

 private:
  std::mutex mutex_;
  int count_ = 0;
};

int main() {
  Counter counter;
  std::thread first([&] { counter.add(); });
  std::thread second([&] { counter.add(); });
  first.join();
  second.join();
  return counter.count() == 1;
}
