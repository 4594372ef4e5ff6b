// Whoever takes both locks holds a third one before, so that only one does so at a time.
#include <mutex>
#include <thread>

std::mutex gate, a, b;
int sum = 0;

void there() {
  std::lock_guard<std::mutex> alone(gate);  // NOT NEEDED: two other locks guard the sum, too
  std::lock_guard<std::mutex> first(a);     // NOT NEEDED: two other locks guard the sum, too
  // NOT NEEDED: two other locks guard the sum, too
  std::lock_guard<std::mutex> second(b);  // NO FINDING
  ++sum;
}

void back() {
  std::lock_guard<std::mutex> alone(gate);  // NOT NEEDED: two other locks guard the sum, too
  std::lock_guard<std::mutex> first(b);     // NOT NEEDED: two other locks guard the sum, too
  // NOT NEEDED: two other locks guard the sum, too
  std::lock_guard<std::mutex> second(a);  // NO FINDING
  ++sum;
}

int main() {
  std::thread first(there), second(back);
  first.join();
  second.join();
}
