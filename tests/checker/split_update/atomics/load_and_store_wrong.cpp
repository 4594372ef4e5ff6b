// An atomic that is loaded, changed and stored is not updated in one step.
#include <atomic>
#include <thread>

std::atomic<int> count = 0;

void add() {
  count.store(count.load() + 1);  // FINDING
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
