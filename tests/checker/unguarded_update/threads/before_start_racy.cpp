// main prepares the data while the thread that reads it runs.
#include <thread>

int limit = 0;
int sum = 0;

void work() {
  for (int i = 0; i < limit; ++i) sum += i;  // RACE
}

int main() {
  std::thread worker(work);
  limit = 10;  // RACE
  worker.join();
  return sum == 1;
}
