// The two orders are of one thread after the other: the first is joined before the second begins.
#include <mutex>
#include <thread>

std::mutex a, b;
int sum = 0;

void there() {
  std::lock_guard<std::mutex> first(a);  // NOT NEEDED: the threads run one after the other
  // NOT NEEDED: the threads run one after the other
  std::lock_guard<std::mutex> second(b);  // NO FINDING
  ++sum;
}

void back() {
  std::lock_guard<std::mutex> first(b);  // NOT NEEDED: the threads run one after the other
  // NOT NEEDED: the threads run one after the other
  std::lock_guard<std::mutex> second(a);  // NO FINDING
  ++sum;
}

int main() {
  std::thread one(there);
  one.join();
  std::thread other(back);
  other.join();
}
