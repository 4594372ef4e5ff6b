// x = x + 1 of an atomic is a load and a store; x += 1 is one step.
#include <atomic>
#include <thread>

std::atomic<int> count = 0;

void add() {
  for (int i = 0; i < 100; ++i) {
    count += 1;  // NO FINDING
  }
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
