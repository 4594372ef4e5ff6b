// A plain global, changed by two processes, which have a copy each.
#include "runtime/mp.h"

int counter = 0;

void job() {
  counter += 1;  // NO RACE
}

int main() {
  mp::Process a(job);
  mp::Process b(job);
  a.start();
  b.start();
  a.join();  // NOT NEEDED: the processes have copies
  b.join();
  return counter == 1;  // NO RACE
}
