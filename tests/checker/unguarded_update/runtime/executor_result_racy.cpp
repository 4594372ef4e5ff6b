// result() waits for the call; main reads the Value before it.
#include "runtime/mp.h"

int store(mp::Value<int>& v) {
  v.value = 42;  // RACE
  return 0;
}

int main() {
  mp::Value<int> v(0);
  mp::ProcessPoolExecutor executor(1);
  auto result = executor.submit(store, v);
  const int seen = v.value;  // RACE
  result.result();
  return seen == 1;
}
