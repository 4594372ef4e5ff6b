// Readers do not wait for readers.
#include <mutex>
#include <shared_mutex>
#include <thread>

std::shared_mutex a, b;
int value = 0;

int there() {
  std::shared_lock first(a);  // NOT NEEDED: nobody writes
  // NOT NEEDED: nobody writes
  std::shared_lock second(b);  // NO FINDING
  return value;
}

int back() {
  std::shared_lock first(b);  // NOT NEEDED: nobody writes
  // NOT NEEDED: nobody writes
  std::shared_lock second(a);  // NO FINDING
  return value;
}

int main() {
  std::thread first(there), second(back);
  first.join();
  second.join();
}
