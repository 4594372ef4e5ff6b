// Each part begins and ends at the size at the latest, and is given in a structure.
#include <algorithm>
#include <thread>
#include <vector>

struct Range {
  std::size_t begin;
  std::size_t end;
};

class Field {
 public:
  Field(std::size_t size, std::size_t workers) : cells_(size), workers_(workers) {}

  void grow() {
    std::vector<std::thread> threads;
    for (std::size_t worker = 0; worker < workers_; ++worker) threads.emplace_back(&Field::grow_part, this, part_of(worker));
    for (std::thread& thread : threads) thread.join();
  }

 private:
  Range part_of(std::size_t worker) const {
    const std::size_t each = (cells_.size() + workers_ - 1) / workers_;
    const std::size_t begin = std::min(cells_.size(), worker * each);
    return {begin, std::min(cells_.size(), begin + each)};
  }

  void grow_part(Range part) {
    for (std::size_t i = part.begin; i < part.end; ++i) ++cells_[i];  // NO RACE
  }

  std::vector<int> cells_;
  std::size_t workers_;
};

int main(int count, char**) {
  Field field(100000, 3 + count);
  field.grow();
  return 0;
}
