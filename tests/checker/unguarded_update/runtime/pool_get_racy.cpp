// get() waits for the task; main reads the Value before it.
#include "runtime/mp.h"

int store(mp::Value<int>& v) {
  v.value = 42;  // RACE
  return 0;
}

int main() {
  mp::Value<int> v(0);
  mp::Pool pool(1);
  auto result = pool.apply_async(store, v);
  const int seen = v.value;  // RACE
  result.get();
  return seen == 1;
}
