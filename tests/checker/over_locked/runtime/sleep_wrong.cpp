// A lock of processes, held while one of them sleeps.
#include <chrono>
#include <mutex>
#include <thread>

#include "runtime/mp.h"

void job(mp::Lock& lock, mp::Value<int>& v) {
  for (int i = 0; i < 3; ++i) {
    lock.acquire();  // FINDING
    v.value += 1;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // FINDING
    lock.release();
  }
}

int main() {
  mp::Lock lock;
  mp::Value<int> v(0);
  mp::Process p(job, lock, v), q(job, lock, v);
  p.start(), q.start();
  p.join(), q.join();
}
