// Parts of a table by a product of its size, which is asked in each thread; three threads are started, and their parts overlap.
#include <thread>
#include <vector>

class Table {
 public:
  explicit Table(int size) : values_(size) {}

  void fill(int part) {
    const int size = static_cast<int>(values_.size());
    for (int i = size * part / 3; i < size * (part + 2) / 4; ++i) values_[i] = part;  // RACE
  }
  int last() const { return values_.back(); }

 private:
  std::vector<int> values_;
};

int main() {
  Table table(100);
  std::vector<std::thread> threads;
  for (int part = 0; part < 3; ++part) threads.emplace_back([&table, part] { table.fill(part); });
  for (std::thread& thread : threads) thread.join();
  return table.last() == 7;
}
