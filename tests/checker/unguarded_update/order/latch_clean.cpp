// main waits at a latch until the worker has counted it down, which it does last.
#include <latch>
#include <thread>

int data = 0;
std::latch done(1);

void work() {
  data = 42;  // NO RACE
  done.count_down();
}

int main() {
  std::thread worker(work);
  done.wait();
  const int seen = data;  // NO RACE
  worker.join();          // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
