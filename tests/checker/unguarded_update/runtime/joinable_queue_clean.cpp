// The child tells by a JoinableQueue that the Value is written, after it was.
#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::JoinableQueue<int>& done) {
  v.value = 42;  // NO RACE
  done.put(1);
}

int main() {
  mp::Value<int> v(0);
  mp::JoinableQueue<int> done;
  mp::Process p(job, v, done);
  p.start();
  done.get();
  const int seen = v.value;  // NO RACE
  p.join();                  // NOT NEEDED: what main reads is handed over before
  return seen == 1;
}
