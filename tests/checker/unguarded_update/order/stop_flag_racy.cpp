// main tells a thread to stop by a flag that is plain.
#include <atomic>
#include <thread>

bool stop = false;

void work() {
  for (long i = 0; i < 1000000; ++i) {
    if (stop) return;  // RACE
  }
}

int main() {
  std::thread worker(work);
  stop = true;  // RACE
  worker.join();
  return 0;
}
