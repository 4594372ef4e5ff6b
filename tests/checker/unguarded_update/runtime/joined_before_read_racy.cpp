// The parent reads the Value while the child runs.
#include "runtime/mp.h"

void job(mp::Value<int>& v) {
  v.value = 42;  // RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Process p(job, v);
  p.start();
  const int seen = v.value;  // RACE
  p.join();
  return seen == 1;
}
