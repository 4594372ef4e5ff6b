// The tasks of an asynchronous map run beside each other, and beside main until it waits for their result.
#include <mutex>
#include <utility>
#include <vector>

#include "runtime/mp.h"

mp::Value<int>* total = nullptr;
mp::Value<int>* last = nullptr;

int add(int n) {
  total->value += n;  // RACE
  return n;
}

int keep(int a, int b) {
  const std::lock_guard guard(last->get_lock());
  last->value = a + b;  // RACE
  return a;
}

int main() {
  mp::Value<int> sum(0), newest(0);
  total = &sum;
  last = &newest;
  mp::Pool pool(2);
  auto sums = pool.map_async(add, std::vector<int>{1, 2, 3});
  sums.get();
  auto kept = pool.starmap_async(mp::Callbacks{}, keep, std::vector<std::pair<int, int>>{{1, 2}});
  const int early = newest.value;  // RACE
  kept.wait();
  return early + sum.value;  // NO RACE
}
