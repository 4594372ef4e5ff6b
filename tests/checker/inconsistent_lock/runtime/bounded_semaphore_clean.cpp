// Both processes take the one permit.
#include <mutex>

#include "runtime/mp.h"

void add(mp::BoundedSemaphore& mine, mp::Value<int>& v, int n) {
  const std::lock_guard guard(mine);
  v.value += n;  // NO RACE
}

int main() {
  mp::BoundedSemaphore place;
  mp::BoundedSemaphore other;
  mp::Value<int> v(0);
  mp::Process p1(add, std::ref(place), std::ref(v), 1), p2(add, std::ref(place), std::ref(v), 3);
  p1.start(), p2.start();
  p1.join(), p2.join();
  return v.value == 4 ? 0 : 1;  // NO RACE
}
