// Who only tries for the second lock, and gives back the first one if that fails, waits for nobody.
#include <mutex>
#include <thread>

std::mutex a, b;
int sum = 0;

void there() {
  std::lock_guard<std::mutex> first(a);  // NOT NEEDED: the other lock guards the sum, too
  // NOT NEEDED: the other lock guards the sum, too
  std::lock_guard<std::mutex> second(b);  // NO FINDING
  ++sum;
}

void back() {
  while (true) {
    std::unique_lock<std::mutex> first(b);  // NOT NEEDED: the other lock guards the sum, too
    // NOT NEEDED: the other lock guards the sum, too
    std::unique_lock<std::mutex> second(a, std::try_to_lock);  // NO FINDING
    if (!second.owns_lock()) continue;
    ++sum;
    return;
  }
}

int main() {
  std::thread first(there), second(back);
  first.join();
  second.join();
}
