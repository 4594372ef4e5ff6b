// Nobody joins a detached thread: it may only use what is its own.
#include <atomic>
#include <thread>

int counter = 0;
std::atomic<bool> ended = false;

void work(int copy) {
  copy += 1;  // NO RACE
  ended.store(copy != 0);
}

int main() {
  std::thread worker(work, 1);
  worker.detach();
  ++counter;  // NO RACE
  while (!ended.load()) std::this_thread::yield();
  return counter == 99;  // NO RACE
}
