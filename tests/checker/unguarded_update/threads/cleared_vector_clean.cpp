// A vector of std::jthread that is cleared has waited for its threads.
#include <thread>
#include <vector>

int total = 0;

int main() {
  std::vector<std::jthread> threads;
  threads.emplace_back([] { total += 1; });  // NO RACE
  threads.clear();
  return total == 1 ? 0 : 3;  // NO RACE
}
