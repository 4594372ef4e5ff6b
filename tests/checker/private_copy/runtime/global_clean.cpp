// A global variable of a process is its own; an mp::Value is one for all.
#include "runtime/mp.h"

int total = 0;

void add(int n, mp::Value<int>& v) {
  v.value += n;  // NO FINDING
  (void)v;
}

int main() {
  mp::Value<int> v(0);
  mp::Process p(add, 5, v);
  p.start();
  p.join();
  return v.value;  // NO FINDING
}
