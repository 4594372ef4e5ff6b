// `new Work()` begins with zeros: a flag there is not yet what another thread will make it.
// NOT RUN: ThreadSanitizer sees it only if the starter looks before the thread is done.
#include <mutex>
#include <thread>

struct Work {
  std::mutex mutex;
  bool is_done;
  int steps;
};

int main() {
  auto* work = new Work();
  std::thread thread([work] {
    const std::lock_guard guard(work->mutex);
    work->steps++;  // RACE
    work->is_done = true;
  });
  std::unique_lock lock(work->mutex);
  const bool is_done = work->is_done;
  lock.unlock();
  if (!is_done) work->steps++;  // RACE
  thread.join();
  delete work;
}
