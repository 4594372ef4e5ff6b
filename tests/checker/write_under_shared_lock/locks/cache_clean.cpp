// A look-up that counts its hits writes: a reader's lock is not enough.
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>

class Table {
 public:
  int find(int key) {
    const std::unique_lock guard(mutex_);
    ++hits_;  // NO RACE
    const auto found = entries_.find(key);
    return found == entries_.end() ? 0 : found->second;
  }
  int hits() const { return hits_; }  // NO RACE

 private:
  std::shared_mutex mutex_;
  std::map<int, int> entries_;
  int hits_ = 0;
};

int main() {
  Table table;
  std::thread first([&] { table.find(1); });
  std::thread second([&] { table.find(2); });
  first.join();
  second.join();
  return table.hits() == 1;
}
