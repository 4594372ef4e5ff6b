// The flag of a condition variable is set under the lock.
#include <condition_variable>
#include <mutex>
#include <thread>

bool ready = false;
std::mutex m;
std::condition_variable changed;

void produce() {
  {
    std::lock_guard guard(m);
    ready = true;  // NO RACE
  }
  changed.notify_one();
}

int main() {
  std::thread producer(produce);
  {
    std::unique_lock lock(m);
    while (!ready) changed.wait_for(lock, std::chrono::milliseconds(10));  // NO RACE
  }
  producer.join();
  return 0;
}
