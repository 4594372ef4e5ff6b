// Each shard has a list, and an index of iterators into it, under its lock.
#include <array>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

struct Shard {
  std::mutex lock;
  std::list<int> values;
  std::unordered_map<std::string, std::list<int>::iterator> index;
};

class Table {
 public:
  Table() {
    for (const char* key : {"a", "b", "c", "d"}) {
      Shard& shard = of(key);
      shard.index[key] = shard.values.insert(shard.values.end(), 0);
    }
  }
  void add(const std::string& key, unsigned amount) {
    Shard& shard = of(key);
    std::lock_guard guard(shard.lock);
    const auto found = shard.index.find(key);
    if (found != shard.index.end()) *found->second += static_cast<int>(amount);  // NO RACE
  }
  int first_of(const std::string& key) {
    Shard& shard = of(key);
    std::lock_guard guard(shard.lock);
    return shard.values.front();  // NO RACE
  }

 private:
  Shard& of(const std::string& key) { return shards_[std::hash<std::string>{}(key) % 4]; }

  std::array<Shard, 4> shards_;
};

int main() {
  Table table;
  std::thread first([&] { table.add("a", 2), table.add("b", 2); });
  std::thread second([&] { table.add("a", 3), table.add("c", 3), table.first_of("a"); });
  first.join();
  second.join();
}
