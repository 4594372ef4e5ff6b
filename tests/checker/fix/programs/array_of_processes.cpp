#include "runtime/mp.h"

// NOT RUN: ThreadSanitizer does not look between processes
void job(mp::Array<int>& counts) {
  for (int i = 0; i < 10; ++i) counts[i] += i;
}

int main() {
  mp::Array<int> counts(10);
  mp::Process p1(job, counts), p2(job, counts);
  p1.start(), p2.start();
  p1.join(), p2.join();
}
