// Halves of a vector are added up by async tasks that share their result.
#include <future>
#include <numeric>
#include <vector>

int main() {
  const std::vector<int> numbers(100, 1);
  int sum = 0;
  auto half = [&](int begin, int end) {
    sum += std::accumulate(numbers.begin() + begin, numbers.begin() + end, 0);  // RACE
  };
  auto first = std::async(std::launch::async, half, 0, 50);
  auto second = std::async(std::launch::async, half, 50, 100);
  first.get();
  second.get();
  return sum == 1;  // NO RACE
}
