// A process begins with start(), not with its construction: the parent writes after it.
#include "runtime/mp.h"

void job(mp::Value<int>& v) {
  v.value += 1;  // RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Process p(job, v);
  p.start();
  v.value = 1;  // RACE
  p.join();
  return v.value == 1;  // NO RACE
}
