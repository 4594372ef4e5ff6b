// Processes in a vector, started and joined in loops; a lock guards what they share.
#include <mutex>
#include <vector>

#include "runtime/mp.h"

void job(mp::Value<long>& total, mp::RLock& lock) {
  std::lock_guard guard(lock);
  total.value += 1;  // NO RACE
}

int main() {
  mp::RLock lock;
  mp::Value<long> total(0);
  std::vector<mp::Process> processes;
  for (int i = 0; i < 3; ++i) processes.emplace_back(job, total, lock);
  for (mp::Process& process : processes) process.start();
  for (mp::Process& process : processes) process.join();
  return total.value == 1;  // NO RACE
}
