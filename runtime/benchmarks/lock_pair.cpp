// One acquire and one release that nobody disturbs: our locks beside the mutexes of C++ and of the system.
#include <benchmark/benchmark.h>
#include <pthread.h>

#include <mutex>

#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"

namespace mp::benchmarks {
namespace {

/// What a C program would take for memory that processes share.
class RobustPthreadMutex {
 public:
  RobustPthreadMutex() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
  }
  ~RobustPthreadMutex() { pthread_mutex_destroy(&mutex_); }
  RobustPthreadMutex(const RobustPthreadMutex&) = delete;
  RobustPthreadMutex& operator=(const RobustPthreadMutex&) = delete;

  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t mutex_;
};

template <class AnyLock>
void pair(benchmark::State& state) {
  AnyLock lock;
  for (auto _ : state) {
    lock.lock();
    benchmark::ClobberMemory();
    lock.unlock();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(pair<Lock>)->Name("lock_pair/mp::Lock")->UseRealTime();
BENCHMARK(pair<RLock>)->Name("lock_pair/mp::RLock")->UseRealTime();
BENCHMARK(pair<RobustPthreadMutex>)->Name("lock_pair/robust pthread mutex")->UseRealTime();
BENCHMARK(pair<std::mutex>)->Name("lock_pair/std::mutex")->UseRealTime();

}  // namespace
}  // namespace mp::benchmarks
