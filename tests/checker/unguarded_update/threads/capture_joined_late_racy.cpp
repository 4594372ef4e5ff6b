// The thread's lambda has main's local variable by reference; main reads it before the join.
#include <thread>

int main() {
  int result = 0;
  std::thread worker([&] {
    result = 42;  // RACE
  });
  int seen = result;  // RACE
  worker.join();
  return seen == 1;
}
