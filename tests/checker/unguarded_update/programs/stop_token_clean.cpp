// A jthread is asked to stop and joined; main reads its result after the join.
#include <atomic>
#include <stop_token>
#include <thread>

int rounds = 0;

void work(std::stop_token stop) {
  while (!stop.stop_requested()) {
    ++rounds;  // NO RACE
    std::this_thread::yield();
  }
}

int main() {
  std::jthread worker(work);
  worker.request_stop();
  worker.join();
  const int seen = rounds;  // NO RACE
  return seen == -1;
}
