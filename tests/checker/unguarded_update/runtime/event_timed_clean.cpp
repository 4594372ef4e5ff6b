// The value is read only when the event came in time.
#include <chrono>

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
  int seen = 0;
  if (ready.wait_for(std::chrono::seconds(1))) seen = v.value;  // NO RACE
  producer.join();                                              // NOT NEEDED: what main reads is handed over before
  return seen;
}
