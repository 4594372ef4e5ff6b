// NOT RUN: the wrong one waits for itself for ever
// A second guard of the same lock, while the first one has it, or has given it up.
#include <mutex>
#include <thread>

std::mutex m;
int sum = 0;

void add() {
  std::unique_lock<std::mutex> guard(m);  // FINDING
  ++sum;
  std::lock_guard<std::mutex> again(m);  // FINDING
  ++sum;
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
