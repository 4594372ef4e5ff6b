#include <thread>
#include <map>

std::map<int, int> counts;

void job() {
  ++counts[3];
  int sum = 0;
  for (const auto& [key, count] : counts) {
    sum += count;
  }
  counts[4] = sum;
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
