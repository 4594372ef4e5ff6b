// Halves of a vector are added up by async tasks that return their results.
#include <future>
#include <numeric>
#include <vector>

int main() {
  const std::vector<int> numbers(100, 1);
  auto half = [&](int begin, int end) {
    return std::accumulate(numbers.begin() + begin, numbers.begin() + end, 0);  // NO RACE
  };
  auto first = std::async(std::launch::async, half, 0, 50);
  auto second = std::async(std::launch::async, half, 50, 100);
  const int sum = first.get() + second.get();  // NO RACE
  return sum == 1;                             // NO RACE
}
