// Whoever has waited for the event sees what was written before it was set.
#include "runtime/mp.h"

void produce(mp::Value<int>& v, mp::Event& ready) {
  v.value = 7;  // NO RACE
  ready.set();
}

int main() {
  mp::Value<int> v(0);
  mp::Event ready;
  mp::Process producer(produce, v, ready);
  producer.start();
  ready.wait();
  const int seen = v.value;  // NO RACE
  producer.join();           // NOT NEEDED: what main reads is handed over before
  return seen == 7 ? 0 : 1;
}
