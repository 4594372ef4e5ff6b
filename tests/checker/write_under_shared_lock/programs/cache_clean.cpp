// Readers share a cache; they count their hits in an atomic while they hold the lock as readers.
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

class Cache {
 public:
  int get(int key) {
    std::shared_lock lock(mutex_);
    const auto found = values_.find(key);  // NO RACE
    if (found == values_.end()) return 0;
    ++hits_;  // NO RACE
    return found->second;
  }

  void put(int key, int value) {
    std::unique_lock lock(mutex_);
    values_[key] = value;  // NO RACE
  }

  int hits() const { return hits_; }  // NO RACE

 private:
  std::shared_mutex mutex_;
  std::map<int, int> values_;
  std::atomic<int> hits_ = 0;
};

int main() {
  Cache cache;
  cache.put(1, 10);
  std::thread first([&cache] { cache.get(1); });
  std::thread second([&cache] { cache.get(1); });
  cache.put(2, 20);
  first.join();  // NOT NEEDED: main reads under the lock
  second.join();
  return cache.hits() == 99;
}
