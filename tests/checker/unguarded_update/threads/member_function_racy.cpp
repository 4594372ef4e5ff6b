// Two threads run a member function, on one object.
#include <thread>

class Counter {
 public:
  void run() {
    for (int i = 0; i < 100; ++i) ++count_;  // RACE
  }
  int count() const { return count_; }  // NO RACE

 private:
  int count_ = 0;
};

int main() {
  Counter a;
  Counter b;
  std::thread first(&Counter::run, &a);
  std::thread second(&Counter::run, &a);
  first.join();
  second.join();
  return a.count() + b.count() == 1;
}
