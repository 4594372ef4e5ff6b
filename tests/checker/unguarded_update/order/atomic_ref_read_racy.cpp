// A thread changes an integer through a named atomic_ref, and main reads it as a plain one before the thread is over.
#include <atomic>
#include <thread>

int counter = 0;

void count() {
  std::atomic_ref<int> shared(counter);
  shared = 2;                // RACE
  shared += 1;               // RACE
  if (shared > 2) --shared;  // RACE
}

int main() {
  std::thread worker(count);
  const int seen = counter;  // RACE
  worker.join();
  return seen == 1;
}
