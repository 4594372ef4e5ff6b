// The log only grows, under a lock: what lies below a size that was read under it does not change any more.
#include <mutex>
#include <thread>
#include <vector>

constexpr int kMost = 1000;
std::mutex mutex;
int log[kMost];
int size = 0;

void append(int value) {
  std::lock_guard<std::mutex> lock(mutex);
  log[size] = value;  // NO RACE
  ++size;
}

long sum() {
  int known = 0;
  {
    std::lock_guard<std::mutex> lock(mutex);
    known = size;
  }
  long total = 0;
  for (int i = 0; i < known; ++i) total += log[i];  // NO RACE
  return total;
}

int main() {
  long total = 0;
  std::thread writer([] {
    for (int i = 0; i < kMost; ++i) {
      append(i);
      std::this_thread::yield();
    }
  });
  std::thread reader([&total] {
    for (int i = 0; i < kMost; ++i) {
      total += sum();
      std::this_thread::yield();
    }
  });
  writer.join();
  reader.join();
  return total < 0 ? 1 : 0;
}
