// get() waits for the task; main reads before it.
#include <future>

int result = 0;

int work() {
  result = 42;  // RACE
  return 1;
}

int main() {
  std::future<int> done = std::async(std::launch::async, work);
  const int seen = result;  // RACE
  done.get();
  return seen == 1;
}
