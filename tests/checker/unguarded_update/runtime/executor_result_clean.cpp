// result() waits for the call; main reads the Value after it.
#include "runtime/mp.h"

int store(mp::Value<int>& v) {
  v.value = 42;  // NO RACE
  return 0;
}

int main() {
  mp::Value<int> v(0);
  mp::ProcessPoolExecutor executor(1);
  auto result = executor.submit(store, v);
  result.result();
  const int seen = v.value;  // NO RACE
  return seen == 1;
}
