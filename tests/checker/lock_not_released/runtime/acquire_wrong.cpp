// A lock that is acquired by hand, in a process.
#include "runtime/mp.h"

void take_one(mp::Lock& lock, mp::Value<int>& left) {
  lock.acquire();  // FINDING
  if (left.value == 0) {
    return;  // FINDING
  }
  left.value -= 1;
  lock.release();
}

int main() {
  mp::Lock lock;
  mp::Value<int> left(1);
  mp::Process p(take_one, lock, left), q(take_one, lock, left);
  p.start(), q.start();
  p.join(), q.join();
}
