// The lock is held while the thread sleeps.
#include <chrono>
#include <mutex>
#include <thread>

std::mutex m;
int count = 0;

void work() {
  std::unique_lock<std::mutex> guard(m);  // FINDING
  ++count;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));  // FINDING
}

int main() {
  std::thread first(work), second(work);
  first.join();
  second.join();
}
