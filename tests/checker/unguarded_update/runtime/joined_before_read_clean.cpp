// The parent reads the Value after it has joined the child.
#include "runtime/mp.h"

void job(mp::Value<int>& v) {
  v.value = 42;  // NO RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Process p(job, v);
  p.start();
  p.join();
  const int seen = v.value;  // NO RACE
  return seen == 1;
}
