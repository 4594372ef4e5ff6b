// The lock is held while a thread is waited for that wants it, too.
#include <mutex>
#include <thread>

std::mutex m;
int count = 0;

void work() {
  std::lock_guard<std::mutex> guard(m);  // NO FINDING
  ++count;
}

int main() {
  std::thread worker(work);
  m.lock();
  ++count;
  m.unlock();
  worker.join();  // NO FINDING
}
