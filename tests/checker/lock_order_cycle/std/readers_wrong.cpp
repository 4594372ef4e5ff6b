// Readers do not wait for readers.
#include <mutex>
#include <shared_mutex>
#include <thread>

std::shared_mutex a, b;
int value = 0;

int there() {
  std::shared_lock first(a);
  std::unique_lock second(b);  // FINDING
  return value;
}

int back() {
  std::shared_lock first(b);
  std::unique_lock second(a);  // FINDING
  return value;
}

int main() {
  std::thread first(there), second(back);
  first.join();
  second.join();
}
