// The guard of the processes' lock has no name.
#include <mutex>

#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::Lock& lock) {
  std::scoped_lock{lock};
  v.value += 1;  // RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process a(job, v, lock), b(job, v, lock);
  a.start(), b.start();
  a.join(), b.join();
  return v.value == 1;  // NO RACE
}
