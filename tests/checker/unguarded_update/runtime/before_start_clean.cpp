// A process begins with start(), not with its construction: the parent writes before it.
#include "runtime/mp.h"

void job(mp::Value<int>& v) {
  v.value += 1;  // NO RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Process p(job, v);
  v.value = 1;  // NO RACE
  p.start();
  p.join();
  return v.value == 1;  // NO RACE
}
