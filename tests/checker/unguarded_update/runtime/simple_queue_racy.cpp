// The child tells by a SimpleQueue that the Value is written, too early.
#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::SimpleQueue<int>& done) {
  done.put(1);
  v.value = 42;  // RACE
}

int main() {
  mp::Value<int> v(0);
  mp::SimpleQueue<int> done;
  mp::Process p(job, v, done);
  p.start();
  done.get();
  const int seen = v.value;  // RACE
  p.join();
  return seen == 1;
}
