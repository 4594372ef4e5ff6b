// What the runtime's locks cost beside the mutex that is under them: one acquire and one release, nobody else wants it.
//   bazel run -c opt //runtime/sync:lock_benchmark
#include <benchmark/benchmark.h>

#include <mutex>

#include "runtime/futex/robust_mutex.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"

namespace mp {
namespace {

template <class AnyLock>
void uncontended_pair(benchmark::State& state) {
  AnyLock lock;
  for (auto _ : state) {
    lock.lock();
    benchmark::ClobberMemory();
    lock.unlock();
  }
}
BENCHMARK(uncontended_pair<std::mutex>);
BENCHMARK(uncontended_pair<Lock>);
BENCHMARK(uncontended_pair<RLock>);

void uncontended_robust_mutex_pair(benchmark::State& state) {
  const memory::Placed<futex::RobustMutex> mutex(std::in_place);
  for (auto _ : state) {
    benchmark::DoNotOptimize(mutex->lock());
    benchmark::ClobberMemory();
    mutex->unlock();
  }
}
BENCHMARK(uncontended_robust_mutex_pair);

}  // namespace
}  // namespace mp

BENCHMARK_MAIN();
