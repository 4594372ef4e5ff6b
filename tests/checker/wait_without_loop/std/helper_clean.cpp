// The function that waits leaves it to its caller to ask again.
#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex m;
std::condition_variable changed;
bool ready = false;

void sleep_until_changed(std::unique_lock<std::mutex>& guard) {
  changed.wait(guard);  // NO FINDING
}

void get() {
  std::unique_lock<std::mutex> guard(m);
  while (!ready) sleep_until_changed(guard);
}

void set() {
  std::lock_guard<std::mutex> guard(m);
  ready = true;
  changed.notify_all();
}

int main() {
  std::thread first(get), second(set);
  first.join();
  second.join();
}
