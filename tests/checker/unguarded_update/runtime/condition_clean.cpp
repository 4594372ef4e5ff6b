// The condition is on the lock that the consumer takes: both update under the same.
#include <mutex>

#include "runtime/mp.h"

void produce(mp::Condition& changed, mp::Value<int>& items) {
  const std::lock_guard guard(changed);
  items.value += 1;  // NO RACE
  changed.notify();
}

int main() {
  mp::Lock lock;
  mp::Condition changed(lock);
  mp::Value<int> items(0);
  mp::Process producer(produce, changed, items);
  producer.start();
  {
    const std::lock_guard guard(lock);
    changed.wait_for([&] { return items.value > 0; });  // NO RACE
    items.value -= 1;                                   // NO RACE
  }
  producer.join();
  return items.value;  // NO RACE
}
