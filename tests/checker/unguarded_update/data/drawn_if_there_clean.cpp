// Each number is drawn once, as an optional or through an argument, and names an element of its own.
#include <mutex>
#include <optional>
#include <thread>

class Range {
 public:
  std::optional<int> next() {
    std::lock_guard guard(lock_);
    if (next_ == 8) return std::nullopt;
    return next_++;
  }
  bool next(int& number) {
    std::lock_guard guard(lock_);
    if (next_ == 8) return false;
    number = next_++;
    return true;
  }

 private:
  std::mutex lock_;
  int next_ = 0;
};

int squares[8];
int cubes[8];

void square(Range& range) {
  while (const std::optional<int> number = range.next()) squares[*number] += *number;  // NO RACE
}

void cube(Range& range) {
  int number = 0;
  while (range.next(number)) cubes[number] += number;  // NO RACE
}

int main() {
  Range range;
  Range other;
  std::thread first([&] { square(range), cube(other); });
  std::thread second([&] { square(range), cube(other); });
  first.join();
  second.join();
}
