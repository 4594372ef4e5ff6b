// The child tells by a Queue that the Value is written, after it was.
#include "runtime/mp.h"

void job(mp::Value<int>& v, mp::Queue<int>& done) {
  v.value = 42;  // FALSE ALARM: a message through a Queue is not seen to order what was done before it
  done.put(1);
}

int main() {
  mp::Value<int> v(0);
  mp::Queue<int> done;
  mp::Process p(job, v, done);
  p.start();
  done.get();
  const int seen = v.value;  // FALSE ALARM: a message through a Queue is not seen to order what was done before it
  p.join();
  return seen == 1;
}
