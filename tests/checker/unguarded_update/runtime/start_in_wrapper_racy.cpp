// A function makes and starts a process; main adds to the Value at the same time.
#include "runtime/mp.h"

void job(mp::Value<int>& v) {
  v.value += 1;  // RACE
}

mp::Process launch(mp::Value<int>& v) {
  mp::Process process(job, v);
  process.start();
  return process;
}

int main() {
  mp::Value<int> v(0);
  mp::Process process = launch(v);
  v.value += 1;  // RACE
  process.join();
  return v.value == 1;  // NO RACE
}
