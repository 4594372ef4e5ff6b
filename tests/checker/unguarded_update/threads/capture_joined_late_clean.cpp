// The thread's lambda has main's local variable by reference; main reads it after the join.
#include <thread>

int main() {
  int result = 0;
  std::thread worker([&] {
    result = 42;  // NO RACE
  });
  worker.join();
  int seen = result;  // NO RACE
  return seen == 1;
}
