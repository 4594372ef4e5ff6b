// Threads are joined from the back of their vector until it is empty.
#include <thread>
#include <vector>

int parts[3] = {};

void work(int id) {
  parts[id] = 42;  // RACE
}

int main() {
  std::vector<std::thread> threads;
  for (int id = 0; id < 3; ++id) threads.emplace_back(work, id);
  const int seen = parts[0] + parts[1] + parts[2];  // RACE
  while (!threads.empty()) {
    threads.back().join();
    threads.pop_back();
  }
  return seen == 1;
}
