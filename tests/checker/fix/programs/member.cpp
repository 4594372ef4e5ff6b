#include <thread>

// Counts.
class Counter {
 public:
  void add(int amount) { value_ += amount; }
  int value() const { return value_; }

 private:
  int value_ = 0;
};

int main() {
  Counter counter;
  std::jthread first([&counter] { counter.add(1); });
  std::jthread second([&counter] { counter.add(counter.value()); });
}
