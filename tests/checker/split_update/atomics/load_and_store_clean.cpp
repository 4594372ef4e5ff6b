// An atomic that is loaded, changed and stored is not updated in one step.
#include <atomic>
#include <thread>

std::atomic<int> count = 0;

void add() {
  count.fetch_add(1);  // NO FINDING
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
