// get() waits for the task; main reads after it.
#include <future>

int result = 0;

int work() {
  result = 42;  // NO RACE
  return 1;
}

int main() {
  std::future<int> done = std::async(std::launch::async, work);
  done.get();
  const int seen = result;  // NO RACE
  return seen == 1;
}
