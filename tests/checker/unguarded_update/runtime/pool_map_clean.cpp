// The tasks of a pool return their parts.
#include <vector>

#include "runtime/mp.h"

int square(int n) { return n * n; }

void add_square(mp::Value<int>& sum, int n) {
  sum.value += n * n;  // NO RACE
}

int main() {
  mp::Value<int> sum(0);
  mp::Pool pool(2);
  add_square(sum, 2);
  add_square(sum, 3);
  for (int part : pool.map(square, std::vector<int>{1, 2, 3})) sum.value += part;  // NO RACE
  pool.close();
  pool.join();
  return sum.value == 1;  // NO RACE
}
