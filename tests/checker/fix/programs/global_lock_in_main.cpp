#include <iostream>
#include <mutex>
#include <thread>

std::mutex mutex;
int progress = 0;

void work() {
  for (int i = 0; i < 10; ++i) {
    std::unique_lock lock(mutex);
    ++progress;
  }
}

int main() {
  std::thread worker(work);
  while (progress < 10) std::this_thread::yield();
  std::cout << progress << '\n';
  worker.join();
}
