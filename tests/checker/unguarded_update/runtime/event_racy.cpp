// The event is set before the value is written.
#include "runtime/mp.h"

void produce(mp::Value<int>& v, mp::Event& ready) {
  ready.set();
  v.value = 7;  // RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Event ready;
  mp::Process producer(produce, v, ready);
  producer.start();
  ready.wait();
  const int seen = v.value;  // RACE
  producer.join();
  return seen == 7 ? 0 : 1;
}
