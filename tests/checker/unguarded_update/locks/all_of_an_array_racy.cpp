// Who changes the whole table has held all of its locks, one by one.
#include <array>
#include <mutex>
#include <thread>
#include <vector>

struct Table {
  std::array<std::mutex, 4> locks;
  std::vector<int> slots = std::vector<int>(4);

  void add(unsigned key) {
    std::lock_guard guard(locks[key % 4]);
    ++slots[key % 4];  // RACE
  }
  void grow() {
    for (std::mutex& lock : locks) std::unique_lock guard(lock);
    slots.resize(slots.size() + 1);  // RACE
  }
};

int main() {
  Table table;
  std::thread adder([&] {
    for (unsigned i = 0; i < 100000; ++i) table.add(i);
    table.grow();
  });
  for (int i = 0; i < 1000; ++i) table.grow();
  adder.join();
  return table.slots[0] - 25000;
}
