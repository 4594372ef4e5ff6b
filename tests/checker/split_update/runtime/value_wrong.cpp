// A value of two processes, read and written under its lock.
#include <mutex>

#include "runtime/mp.h"

void add(mp::Lock& lock, mp::Value<int>& v) {
  int seen = 0;
  {
    const std::lock_guard guard(lock);
    seen = v.value;  // FINDING
  }
  {
    const std::lock_guard guard(lock);
    v.value = seen + 1;  // FINDING
  }
}

int main() {
  mp::Lock lock;
  mp::Value<int> v(0);
  mp::Process p(add, lock, v), q(add, lock, v);
  p.start(), q.start();
  p.join(), q.join();
}
