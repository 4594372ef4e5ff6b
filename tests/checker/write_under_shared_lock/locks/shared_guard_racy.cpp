// The writer holds a shared_lock, as the readers do.
#include <mutex>
#include <shared_mutex>
#include <thread>

int hits = 0;
std::shared_timed_mutex m;

void hit() {
  std::shared_lock guard(m);
  ++hits;  // RACE
}

int main() {
  std::thread first(hit);
  std::thread second(hit);
  first.join();
  second.join();
  return hits == 1;  // NO RACE
}
