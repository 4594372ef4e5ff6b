// main prepares the data before the thread that reads it starts.
#include <thread>

int limit = 0;
int sum = 0;

void work() {
  for (int i = 0; i < limit; ++i) sum += i;  // NO RACE
}

int main() {
  limit = 10;  // NO RACE
  std::thread worker(work);
  worker.join();
  return sum == 1;
}
