// The test may stand behind the wait, in an endless loop.
#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex m;
std::condition_variable changed;
int level = 0;

void rise() {
  std::lock_guard<std::mutex> guard(m);
  level = 5;
  changed.notify_all();
}

void watch() {
  std::unique_lock<std::mutex> guard(m);
  for (;;) {
    if (level >= 3) break;
    changed.wait(guard);  // NO FINDING
  }
}

int main() {
  std::thread first(watch), second(rise);
  first.join();
  second.join();
}
