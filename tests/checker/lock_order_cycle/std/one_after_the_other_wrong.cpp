// The two orders are of one thread after the other: the first is joined before the second begins.
#include <mutex>
#include <thread>

std::mutex a, b;
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
  std::thread one(there);
  std::thread other(back);
  one.join();
  other.join();
}
