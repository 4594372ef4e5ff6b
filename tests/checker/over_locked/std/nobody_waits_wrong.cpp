// A lock that nobody else takes while the thread sleeps delays nobody.
#include <chrono>
#include <mutex>
#include <thread>

std::mutex m, other;
int count = 0, rest = 0;

void slow() {
  std::lock_guard<std::mutex> guard(m);
  ++count;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));  // FINDING
}

void fast() {
  std::lock_guard<std::mutex> guard(m);  // FINDING
  ++count;
}

int main() {
  std::thread first(slow), second(fast);
  first.join();
  second.join();
}
