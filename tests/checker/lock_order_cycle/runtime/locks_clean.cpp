// Two processes and two locks.
#include <mutex>

#include "runtime/mp.h"

void both(mp::Lock& first, mp::Lock& second, mp::Value<int>& v) {
  const std::lock_guard one(first);  // NOT NEEDED: the other lock guards the value, too
  // NOT NEEDED: the other lock guards the value, too
  const std::lock_guard other(second);  // NO FINDING
  v.value += 1;
}

int main() {
  mp::Lock a, b;
  mp::Value<int> v(0);
  mp::Process p(both, a, b, v), q(both, a, b, v);
  p.start(), q.start();
  p.join(), q.join();
}
