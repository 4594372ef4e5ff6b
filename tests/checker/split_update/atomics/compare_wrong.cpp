// The new value is stored only if the old one is still there.
#include <atomic>
#include <thread>

std::atomic<long> product = 1;

void multiply(long n) {
  long old = product.load();  // FINDING
  product.store(old + n);  // FINDING
}

int main() {
  std::thread first(multiply, 3), second(multiply, 5);
  first.join();
  second.join();
}
