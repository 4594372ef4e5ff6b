// std::scoped_lock takes both, and gives back and tries again rather than wait with one.
#include <mutex>
#include <thread>

std::mutex a, b;
int sum = 0;

void there() {
  std::scoped_lock both(a, b);  // NO FINDING
  ++sum;
}

void back() {
  std::lock_guard<std::mutex> first(b);
  std::lock_guard<std::mutex> second(a);  // FINDING
  ++sum;
}

void forth() {
  std::lock_guard<std::mutex> first(a);
  std::lock_guard<std::mutex> second(b);  // FINDING
  ++sum;
}

int main() {
  std::thread first(back), second(forth);
  first.join();
  second.join();
}
