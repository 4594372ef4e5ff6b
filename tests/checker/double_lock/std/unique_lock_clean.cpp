// A second guard of the same lock, while the first one has it, or has given it up.
#include <mutex>
#include <thread>

std::mutex m;
int sum = 0;

void add() {
  std::unique_lock<std::mutex> guard(m);  // NO FINDING
  ++sum;
  guard.unlock();
  std::lock_guard<std::mutex> again(m);  // NO FINDING
  ++sum;
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
}
