#include <thread>
#include <vector>

std::vector<int> values;

void job() {
  for (int i = 0; i < 10; ++i) values.push_back(i);
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
