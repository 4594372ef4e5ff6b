// A lock that nobody else takes while the thread sleeps delays nobody.
#include <chrono>
#include <mutex>
#include <thread>

std::mutex m, other;
int count = 0, rest = 0;

void slow() {
  std::lock_guard<std::mutex> guard(m);  // NOT NEEDED: each thread has its own count
  ++count;
  std::this_thread::sleep_for(std::chrono::milliseconds(1));  // NO FINDING
}

void fast() {
  // NOT NEEDED: each thread has its own count
  std::lock_guard<std::mutex> guard(other);  // NO FINDING
  ++rest;
}

int main() {
  std::thread first(slow), second(fast);
  first.join();
  second.join();
}
