// What was written is moved out of the shared container, which changes the container.
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

std::mutex mutex;
std::vector<std::string> lines;

void add_lines() {
  for (int i = 0; i < 1000; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    lines.push_back("a line that is long enough for the heap");  // RACE
  }
}

int main() {
  std::thread writer(add_lines);
  std::vector<std::string> drained;
  for (int i = 0; i < 1000; ++i) {
    drained = std::move(lines);  // RACE
  }
  writer.join();
  return drained.empty() ? 1 : 0;
}
