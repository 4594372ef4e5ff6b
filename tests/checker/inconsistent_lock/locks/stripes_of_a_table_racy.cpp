// The size of the table is no multiple of the number of its locks: two keys of one bucket have different ones.
#include <array>
#include <mutex>
#include <thread>

constexpr unsigned kLocks = 4;
constexpr unsigned kBuckets = 6;
std::array<std::mutex, kLocks> locks;
std::array<int, kBuckets> buckets;

void add(unsigned key) {
  std::lock_guard guard(locks[key % kLocks]);
  buckets[key % kBuckets] += 1;  // RACE
}

int main() {
  std::thread first([] { add(0); });
  std::thread second([] { add(6); });
  first.join();
  second.join();
}
