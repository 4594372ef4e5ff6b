// An mp::RLock may be taken again by who has it; an mp::Lock may not.
#include <mutex>

#include "runtime/mp.h"

void add(mp::RLock& lock, mp::Value<int>& v) {
  // NOT NEEDED: it is held around the other one, too
  const std::lock_guard guard(lock);  // NO FINDING
  v.value += 1;
}

void add_twice(mp::RLock& lock, mp::Value<int>& v) {
  // NOT NEEDED: it is held around the other one, too
  const std::lock_guard guard(lock);  // NO FINDING
  add(lock, v);
  add(lock, v);
}

int main() {
  mp::RLock lock;
  mp::Value<int> v(0);
  mp::Process p(add_twice, lock, v), q(add_twice, lock, v);
  p.start(), q.start();
  p.join(), q.join();
}
