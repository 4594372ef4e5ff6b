// A table that grows under all of its locks; its size is a multiple of their number, so that a bucket has one of them.
#include <array>
#include <mutex>
#include <thread>
#include <vector>

constexpr unsigned kLocks = 4;
std::array<std::mutex, kLocks> locks;
std::vector<int> buckets(kLocks);

void add(unsigned key) {
  std::lock_guard guard(locks[key % kLocks]);
  buckets[key % buckets.size()] += 1;  // NO RACE
}

void grow() {
  std::vector<std::unique_lock<std::mutex>> all;
  for (std::mutex& lock : locks) all.emplace_back(lock);
  buckets.resize(buckets.size() * 2);
}

int main() {
  std::thread first([] {
    for (unsigned key = 0; key < 40; ++key) add(key * 7);
  });
  std::thread second([] {
    for (unsigned key = 0; key < 40; ++key) add(key * 5);
    grow();
  });
  first.join();
  second.join();
}
