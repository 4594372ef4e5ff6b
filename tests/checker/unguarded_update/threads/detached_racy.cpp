// Nobody joins a detached thread: what it shares with main is never safe.
#include <atomic>
#include <thread>

int counter = 0;
std::atomic<bool> ended = false;

void work(int copy) {
  counter += copy;  // RACE
  ended.store(copy != 0);
}

int main() {
  std::thread worker(work, 1);
  worker.detach();
  ++counter;  // RACE
  while (!ended.load()) std::this_thread::yield();
  return counter == 99;  // NO RACE
}
