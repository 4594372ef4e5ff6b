// Each process is given its own lock.
#include <mutex>

#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::Lock& lock) {
  const std::scoped_lock guard(lock);
  v.value += 1;  // RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Lock one, other;
  mp::Process a(job, v, one), b(job, v, other);
  a.start(), b.start();
  a.join(), b.join();
  (void)other;
  return v.value == 1;  // NO RACE
}
