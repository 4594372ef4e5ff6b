#include <mutex>

#include "runtime/mp.h"

// NOT RUN: ThreadSanitizer does not look between processes
void add(mp::Value<int>& v, mp::Lock& lock) {
  std::scoped_lock guard(lock);
  v.value += 1;
}

void take(mp::Value<int>& v, mp::Lock& lock) {
  (void)lock;
  v.value -= 1;
}

int main() {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process p1(add, v, lock), p2(take, v, lock);
  p1.start(), p2.start();
  p1.join(), p2.join();
}
