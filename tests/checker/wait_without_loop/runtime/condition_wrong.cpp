// A condition of processes: wait() alone, or wait_for() with what is waited for.
#include <mutex>

#include "runtime/mp.h"

void take(mp::Condition& changed, mp::Value<int>& items) {
  const std::lock_guard guard(changed);
  if (items.value == 0) changed.wait();  // FINDING
  items.value -= 1;
}

void put(mp::Condition& changed, mp::Value<int>& items) {
  const std::lock_guard guard(changed);
  items.value += 1;
  changed.notify();
}

int main() {
  mp::Condition changed;
  mp::Value<int> items(0);
  mp::Process p(take, changed, items), q(put, changed, items);
  p.start(), q.start();
  p.join(), q.join();
}
