// The destructor of async's future waits: a future with a name lives on.
#include <future>

int counter = 0;

void work() {
  ++counter;  // RACE
}

int main() {
  auto first = std::async(std::launch::async, work);
  auto second = std::async(std::launch::async, work);
  return 0;
}
