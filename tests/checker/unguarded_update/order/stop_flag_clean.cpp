// main tells a thread to stop by a flag that is atomic.
#include <atomic>
#include <thread>

std::atomic<bool> stop = false;

void work() {
  for (long i = 0; i < 1000000; ++i) {
    if (stop) return;  // NO RACE
  }
}

int main() {
  std::thread worker(work);
  stop = true;  // NO RACE
  worker.join();
  return 0;
}
