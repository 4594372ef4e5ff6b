// main reads what the thread wrote, after it has joined it.
#include <thread>

int result = 0;

void work() {
  result = 42;  // NO RACE
}

int main() {
  std::thread worker(work);
  worker.join();
  const int seen = result;  // NO RACE
  return seen == 1;
}
