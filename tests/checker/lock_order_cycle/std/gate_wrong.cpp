// Whoever takes both locks holds a third one before, so that only one does so at a time.
#include <mutex>
#include <thread>

std::mutex gate, a, b;
int sum = 0;

void there() {
  std::lock_guard<std::mutex> first(a);
  std::lock_guard<std::mutex> second(b);  // FINDING
  ++sum;
}

void back() {
  std::lock_guard<std::mutex> first(b);
  std::lock_guard<std::mutex> second(a);  // FINDING
  ++sum;
}

int main() {
  std::thread first(there), second(back);
  first.join();
  second.join();
}
