// Each Value has a lock of its own: that of another does not guard it.
#include <mutex>

#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::Value<int>& w) {
  std::scoped_lock guard(w.get_lock());
  v.value += 1;  // RACE
}

void job_too(mp::Value<int>& v, mp::Value<int>& w) {
  std::scoped_lock guard(v.get_lock());
  v.value += 2;  // RACE
  w.value += 2;  // NO RACE
}

int main() {
  mp::Value<int> v(0);
  mp::Value<int> w(0);
  mp::Process p1(job, v, w);
  mp::Process p2(job_too, v, w);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v.value == w.value;  // NO RACE
}
