// A vector of std::jthread is cleared too late.
#include <thread>
#include <vector>

int total = 0;

int main() {
  std::vector<std::jthread> threads;
  threads.emplace_back([] { total += 1; });  // RACE
  const int seen = total;                    // RACE
  threads.clear();
  return seen >= 0 ? 0 : 3;
}
