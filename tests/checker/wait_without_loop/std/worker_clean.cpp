// A worker repeats its work for ever: that is not the loop that the wait needs.
#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex m;
std::condition_variable changed;
int jobs = 0;
bool stopped = false;

void work() {
  for (int i = 0; i < 3; ++i) {
    std::unique_lock<std::mutex> guard(m);
    while (jobs == 0 && !stopped) changed.wait(guard);  // NO FINDING
    if (stopped) return;
    --jobs;
  }
}

void give() {
  for (int i = 0; i < 5; ++i) {
    std::lock_guard<std::mutex> guard(m);
    ++jobs;
    stopped = i == 4;
    changed.notify_one();
  }
}

int main() {
  std::thread first(work), second(give);
  first.join();
  second.join();
}
