// The log only grows, under a lock, but its elements are written after it has grown.
#include <mutex>
#include <thread>
#include <vector>

constexpr int kMost = 1000;
std::mutex mutex;
int log[kMost];
int size = 0;

void append(int value) {
  int place = 0;
  {
    std::lock_guard<std::mutex> lock(mutex);
    place = size++;
  }
  log[place] = value;  // RACE
}

long sum() {
  int known = 0;
  {
    std::lock_guard<std::mutex> lock(mutex);
    known = size;
  }
  long total = 0;
  for (int i = 0; i < known; ++i) total += log[i];  // RACE
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
