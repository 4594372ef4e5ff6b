// NOT RUN: the wrong one waits for ever if the notification comes first
// A wait with a predicate asks it again by itself.
#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex m;
std::condition_variable changed;
bool ready = false;

void set() {
  std::lock_guard<std::mutex> guard(m);
  ready = true;
  changed.notify_all();
}

void get() {
  std::unique_lock<std::mutex> guard(m);
  changed.wait(guard);  // FINDING
}

int main() {
  std::thread first(get), second(set);
  first.join();
  second.join();
}
