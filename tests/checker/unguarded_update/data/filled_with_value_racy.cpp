// Distances begin as -1: whoever finds one unknown writes it.
#include <thread>
#include <vector>

int main() {
  std::vector<int> distances(4, -1);
  auto visit = [&](int distance) {
    for (int node = 0; node < 4; ++node) {
      if (distances[node] < 0) distances[node] = distance;  // RACE
    }
  };
  std::thread first(visit, 1);
  std::thread second(visit, 2);
  first.join();
  second.join();
}
