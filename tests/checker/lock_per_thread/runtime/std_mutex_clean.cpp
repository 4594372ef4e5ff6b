// A std::mutex in a process is the process's own copy; an mp::Lock is one for both.
#include <mutex>

#include "runtime/mp.h"

std::mutex own;

void job(mp::Value<int>& v, mp::Lock& lock) {
  const std::scoped_lock guard(lock);
  v.value += 1;  // NO RACE
  (void)lock;
}

int main() {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process a(job, v, lock), b(job, v, lock);
  a.start(), b.start();
  a.join(), b.join();
  return v.value == 1;  // NO RACE
}
