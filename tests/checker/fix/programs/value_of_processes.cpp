#include "runtime/mp.h"

// NOT RUN: ThreadSanitizer does not look between processes
void job(mp::Value<int>& v, int num) {
  for (int i = 0; i < 5; ++i) v.value += num;
}

int main() {
  mp::Value<int> v(0);
  mp::Process p1(job, v, 1), p2(job, v, 3);
  p1.start(), p2.start();
  p1.join(), p2.join();
}
