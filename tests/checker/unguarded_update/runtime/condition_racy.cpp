// The producer adds an item before it takes the condition's lock.
#include <mutex>

#include "runtime/mp.h"

void produce(mp::Condition& changed, mp::Value<int>& items) {
  items.value += 1;  // RACE
  const std::lock_guard guard(changed);
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
    changed.wait_for([&] { return items.value > 0; });  // RACE
    items.value -= 1;                                   // RACE
  }
  producer.join();
  return items.value;  // NO RACE
}
