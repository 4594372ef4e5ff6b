// The destructor of async's future waits: two calls in a row never overlap.
#include <future>

int counter = 0;

void work() {
  ++counter;  // NO RACE
}

int main() {
  (void)std::async(std::launch::async, work);
  (void)std::async(std::launch::async, work);
  return 0;
}
