// A plain global, changed by two threads.
#include "runtime/mp.h"

int counter = 0;

void job() {
  counter += 1;  // RACE
}

int main() {
  mp::Thread a(job);
  mp::Thread b(job);
  a.start();
  b.start();
  a.join();
  b.join();
  return counter == 1;  // NO RACE
}
