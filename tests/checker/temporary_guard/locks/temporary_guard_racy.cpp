// A guard without a name dies at the end of its statement; one with a name at the end of the block.
#include <mutex>
#include <thread>

int counter = 0;
std::mutex m;

void count() {
  for (int i = 0; i < 100; ++i) {
    std::lock_guard<std::mutex>{m};
    ++counter;  // RACE
  }
}

int main() {
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  return counter == 1;  // NO RACE
}
