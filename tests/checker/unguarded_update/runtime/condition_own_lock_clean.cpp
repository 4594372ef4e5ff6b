// A condition has a lock of its own.
#include "runtime/mp.h"

void produce(mp::Condition& changed, mp::Value<int>& items) {
  changed.acquire();
  items.value += 1;  // NO RACE
  changed.notify_all();
  changed.release();
}

int main() {
  mp::Condition changed;
  mp::Value<int> items(0);
  mp::Process producer(produce, changed, items);
  producer.start();
  changed.acquire();
  while (items.value == 0) changed.wait();  // NO RACE
  items.value -= 1;                         // NO RACE
  changed.release();
  producer.join();
  return 0;
}
