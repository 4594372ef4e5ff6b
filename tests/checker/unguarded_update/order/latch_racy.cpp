// main waits at a latch until the worker has counted it down, which it does too early.
#include <latch>
#include <thread>

int data = 0;
std::latch done(1);

void work() {
  done.count_down();
  data = 42;  // RACE
}

int main() {
  std::thread worker(work);
  done.wait();
  const int seen = data;  // RACE
  worker.join();
  return seen == 1;
}
