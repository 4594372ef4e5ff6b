// NOT RUN: it waits for itself for ever
// The lock is held while a thread is waited for that wants it, too.
#include <mutex>
#include <thread>

std::mutex m;
int count = 0;

void work() {
  std::lock_guard<std::mutex> guard(m);  // FINDING
  ++count;
}

int main() {
  std::thread worker(work);
  m.lock();
  ++count;
  worker.join();  // FINDING
  m.unlock();
}
