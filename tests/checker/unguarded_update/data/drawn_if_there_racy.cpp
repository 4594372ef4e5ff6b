// Two ranges draw the same numbers.
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
  while (const std::optional<int> number = range.next()) squares[*number] += *number;  // RACE
}

void cube(Range& range) {
  int number = 0;
  while (range.next(number)) cubes[number] += number;  // RACE
}

int main() {
  Range ranges[4];
  std::thread first([&] { square(ranges[0]), cube(ranges[1]); });
  std::thread second([&] { square(ranges[2]), cube(ranges[3]); });
  first.join();
  second.join();
}
