// Two locks, taken in both orders.
#include <mutex>
#include <thread>

std::mutex a, b;
int one = 0, other = 0;

void there() {
  std::lock_guard<std::mutex> first(a);  // NOT NEEDED: the other lock guards the sum, too
  // NOT NEEDED: the other lock guards the sum, too
  std::lock_guard<std::mutex> second(b);  // NO FINDING
  ++one, ++other;
}

void back() {
  std::lock_guard<std::mutex> first(a);  // NOT NEEDED: the other lock guards the sum, too
  // NOT NEEDED: the other lock guards the sum, too
  std::lock_guard<std::mutex> second(b);  // NO FINDING
  ++one, --other;
}

int main() {
  std::thread first(there), second(back);
  first.join();
  second.join();
}
