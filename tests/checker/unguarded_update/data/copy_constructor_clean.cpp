// A container's copies of an object are counted by its copy constructor.
#include <atomic>
#include <thread>
#include <vector>

std::atomic<int> copies = 0;

struct Tracked {
  Tracked() = default;
  Tracked(const Tracked&) { ++copies; }  // NO RACE
};

void work(const Tracked& original) {
  std::vector<Tracked> own;
  for (int i = 0; i < 1000; ++i) own.push_back(original);
}

int main() {
  const Tracked original;
  std::thread first([&] { work(original); }), second([&] { work(original); });
  first.join();
  second.join();
  return copies == 0;
}
