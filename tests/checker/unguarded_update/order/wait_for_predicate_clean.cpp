// A wait with a time limit looks at its predicate under the lock, so the flag must be set under it.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

bool ready = false;
std::mutex m;
std::condition_variable changed;

void set_ready() {
  {
    std::lock_guard guard(m);
    ready = true;  // NO RACE
  }
  changed.notify_one();
}

int main() {
  std::thread setter(set_ready);
  {
    std::unique_lock lock(m);
    const std::chrono::milliseconds limit(20);
    while (!changed.wait_for(lock, limit, [] { return ready; })) {  // NO RACE
    }
  }
  setter.join();
}
