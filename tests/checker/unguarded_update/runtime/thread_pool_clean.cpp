// The tasks of a pool of threads add to one number under a mutex.
#include <functional>
#include <mutex>

#include "runtime/mp.h"

std::mutex mutex;

void add(long& sum, int n) {
  const std::lock_guard guard(mutex);
  sum += n;  // NO RACE
}

int main() {
  long sum = 0;
  mp::ThreadPool pool(2);
  auto first = pool.apply_async(add, std::ref(sum), 2);
  auto second = pool.apply_async(add, std::ref(sum), 3);
  first.get();
  second.get();
  return sum == 1;  // NO RACE
}
