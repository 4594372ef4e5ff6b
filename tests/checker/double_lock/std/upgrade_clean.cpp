// A reader that takes the lock as a writer, too, waits until all readers are gone: also for itself.
#include <mutex>
#include <shared_mutex>
#include <thread>

std::shared_mutex m;
int value = 0;

void change() {
  std::shared_lock reading(m);  // NO FINDING
  if (value > 10) return;
  reading.unlock();
  std::unique_lock writing(m);  // NO FINDING
  ++value;
}

int main() {
  std::thread first(change), second(change);
  first.join();
  second.join();
}
