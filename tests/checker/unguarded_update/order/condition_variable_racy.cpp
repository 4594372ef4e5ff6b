// The flag of a condition variable is set without the lock.
#include <condition_variable>
#include <mutex>
#include <thread>

bool ready = false;
std::mutex m;
std::condition_variable changed;

void produce() {
  {
    ready = true;  // RACE
  }
  changed.notify_one();
}

int main() {
  std::thread producer(produce);
  {
    std::unique_lock lock(m);
    while (!ready) changed.wait_for(lock, std::chrono::milliseconds(10));  // RACE
  }
  producer.join();
  return 0;
}
