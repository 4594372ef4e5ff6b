// Who finds the flag down puts it up at once, and is the only one that writes; for this the exchange may be relaxed.
#include <atomic>
#include <thread>

std::atomic<bool> taken = false;
int winner = 0;

void compete(int id) {
  if (!taken.exchange(true, std::memory_order_relaxed)) {
    winner = id;  // RACE
    taken.store(false, std::memory_order_relaxed);
  }
}

int main() {
  std::thread first(compete, 1);
  std::thread second(compete, 2);
  first.join();
  second.join();
  return winner == 0;  // NO RACE
}
