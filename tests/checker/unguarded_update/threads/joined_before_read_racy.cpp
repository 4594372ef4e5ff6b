// main reads what the thread wrote, before it has joined it.
#include <thread>

int result = 0;

void work() {
  result = 42;  // RACE
}

int main() {
  std::thread worker(work);
  const int seen = result;  // RACE
  worker.join();
  return seen == 1;
}
