// Each task of an asynchronous map takes the lock, and main waits for the result before it looks.
#include <mutex>
#include <utility>
#include <vector>

#include "runtime/mp.h"

mp::Value<int>* total = nullptr;
mp::Value<int>* last = nullptr;

int add(int n) {
  const std::lock_guard guard(total->get_lock());
  total->value += n;  // NO RACE
  return n;
}

int keep(int a, int b) {
  const std::lock_guard guard(last->get_lock());
  last->value = a + b;  // NO RACE
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
  kept.wait();
  const int late = newest.value;  // NO RACE
  return late + sum.value;        // NO RACE
}
