// Results of several processes belong into an mp::Array.
#include "runtime/mp.h"

int squares[2];

void square(int i, mp::Array<int>& results) {
  squares[i] = i * i;  // FINDING
  (void)results;
}

int main() {
  mp::Array<int> results(2);
  mp::Process p(square, 0, results), q(square, 1, results);
  p.start(), q.start();
  p.join(), q.join();
  return squares[1];  // FINDING
}
