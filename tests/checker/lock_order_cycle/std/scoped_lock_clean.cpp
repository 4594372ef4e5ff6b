// std::scoped_lock takes both, and gives back and tries again rather than wait with one.
#include <mutex>
#include <thread>

std::mutex a, b;
int sum = 0;

void there() {
  // NOT NEEDED: no thread runs this function
  std::scoped_lock both(a, b);  // NO FINDING
  ++sum;
}

void back() {
  std::scoped_lock both(b, a);  // NO FINDING
  ++sum;
}

void forth() {
  std::unique_lock<std::mutex> first(a, std::defer_lock), second(b, std::defer_lock);
  std::lock(first, second);  // NO FINDING
  ++sum;
}

int main() {
  std::thread first(back), second(forth);
  first.join();
  second.join();
}
