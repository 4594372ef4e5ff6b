// A function makes and starts a process; main joins it first.
#include "runtime/mp.h"

void job(mp::Value<int>& v) {
  v.value += 1;  // NO RACE
}

mp::Process launch(mp::Value<int>& v) {
  mp::Process process(job, v);
  process.start();
  return process;
}

int main() {
  mp::Value<int> v(0);
  mp::Process process = launch(v);
  process.join();
  v.value += 1;         // NO RACE
  return v.value == 1;  // NO RACE
}
