// Data is handed over by a condition variable: it is written before the flag is set under the lock, and read without.
#include <condition_variable>
#include <mutex>
#include <thread>

int data = 0;
bool ready = false;
std::mutex m;
std::condition_variable changed;

void produce() {
  data = 42;  // NO RACE
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
    changed.wait(lock, [] { return ready; });  // NO RACE
  }
  const int seen = data;  // NO RACE
  producer.join();
  return seen == 1;
}
