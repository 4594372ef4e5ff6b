// A thread changes an integer through a named atomic_ref, and main reads it as a plain one after the thread is over.
#include <atomic>
#include <thread>

int counter = 0;

void count() {
  std::atomic_ref<int> shared(counter);
  shared = 2;                // NO RACE
  shared += 1;               // NO RACE
  if (shared > 2) --shared;  // NO RACE
}

int main() {
  std::thread worker(count);
  worker.join();
  const int seen = counter;  // NO RACE
  return seen == 1;
}
