// A ring with one producer and one consumer needs no lock: each of its indices is written by one of them.
#include <atomic>
#include <thread>

constexpr unsigned kSlots = 4;
constexpr int kItems = 20;
int slots[kSlots];
std::atomic<unsigned> head = 0;
std::atomic<unsigned> tail = 0;

void put(int item) {
  const unsigned at = head.load(std::memory_order_relaxed);
  while (at - tail.load(std::memory_order_acquire) == kSlots) std::this_thread::yield();
  slots[at % kSlots] = item;  // NO RACE
  head.store(at + 1, std::memory_order_release);
}

int get() {
  const unsigned at = tail.load(std::memory_order_relaxed);
  while (head.load(std::memory_order_acquire) == at) std::this_thread::yield();
  const int item = slots[at % kSlots];  // NO RACE
  tail.store(at + 1, std::memory_order_release);
  return item;
}

int main() {
  std::thread producer([] {
    for (int i = 0; i < kItems; ++i) put(i);
  });
  int sum = 0;
  for (int i = 0; i < kItems; ++i) sum += get();
  producer.join();  // NOT NEEDED: what main reads is handed over before
  return sum == 1;
}
