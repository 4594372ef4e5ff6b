// get() waits for the task; main reads the Value after it.
#include "runtime/mp.h"

int store(mp::Value<int>& v) {
  v.value = 42;  // NO RACE
  return 0;
}

int main() {
  mp::Value<int> v(0);
  mp::Pool pool(1);
  auto result = pool.apply_async(store, v);
  result.get();
  const int seen = v.value;  // NO RACE
  return seen == 1;
}
