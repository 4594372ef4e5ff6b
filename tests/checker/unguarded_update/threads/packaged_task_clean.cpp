// A packaged task runs in a thread that nobody joins before its future is ready.
#include <future>
#include <thread>

int result = 0;

int main() {
  std::packaged_task<void()> task([] {
    result = 42;  // NO RACE
  });
  std::future<void> done = task.get_future();
  std::thread worker(std::move(task));
  done.get();
  int seen = result;  // NO RACE
  worker.join();      // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
