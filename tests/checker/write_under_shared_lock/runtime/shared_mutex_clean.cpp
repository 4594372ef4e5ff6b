// Readers share the lock, and the writer has it alone.
#include <mutex>
#include <shared_mutex>

#include "runtime/mp.h"

void add_one(mp::SharedMutex& mutex, mp::Value<int>& v) {
  const std::unique_lock guard(mutex);
  v.value += 1;  // NO RACE
}

void look(mp::SharedMutex& mutex, mp::Value<int>& v, mp::Value<int>& seen) {
  const std::shared_lock guard(mutex);
  seen.value = v.value;  // NO RACE
}

int main() {
  mp::SharedMutex mutex;
  mp::Value<int> v(0), seen(0);
  mp::Process writer(add_one, mutex, v), reader(look, mutex, v, seen);
  writer.start(), reader.start();
  writer.join(), reader.join();
  return v.value == 1 ? 0 : 1;  // NO RACE
}
