// A loop joins what is in a vector, and it must go on until nothing is left.
#include <thread>
#include <vector>

int parts[3] = {};

void work(int id) {
  parts[id] = 42;  // NO RACE
}

int main() {
  std::vector<std::thread> threads;
  for (int id = 0; id < 3; ++id) threads.emplace_back(work, id);
  while (threads.size() > 0) {
    threads.back().join();
    threads.pop_back();
  }
  const int seen = parts[0];  // NO RACE
  return seen == 1;
}
