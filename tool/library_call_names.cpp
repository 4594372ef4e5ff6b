// What calls of library functions and methods mean, by their names.
#include <string_view>
#include <unordered_map>

#include "tool/library_names.h"

namespace check {
namespace {

using Calls = std::unordered_map<std::string_view, LibraryCall>;

constexpr std::int64_t kOne = 1;

const Calls& lock_methods() {
  using enum Model;
  static const Calls table = {
      {"lock", {kAcquire}},
      {"acquire", {kAcquire}},
      {"unlock", {kRelease}},
      {"release", {kRelease}},
      {"unlock_shared", {kRelease}},
      {"lock_shared", {kAcquireShared}},
      {"try_lock", {kTryAcquire, "0", kOne}},
      {"try_acquire", {kTryAcquire, "0", kOne}},
      {"acquire_for", {kTryAcquire, "0", kOne}},
      {"acquire_until", {kTryAcquire, "0", kOne}},
      {"try_lock_for", {kTryAcquire, "0", kOne}},
      {"try_lock_until", {kTryAcquire, "0", kOne}},
      {"try_lock_shared", {kTryAcquireShared, "0", kOne}},
      {"try_lock_shared_for", {kTryAcquireShared, "0", kOne}},
      {"try_lock_shared_until", {kTryAcquireShared, "0", kOne}},
  };
  return table;
}

const Calls& guard_methods() {
  using enum Model;
  static const Calls table = {
      {"lock", {kGuardLock}},
      {"unlock", {kGuardUnlock}},
      {"try_lock", {kGuardTryLock}},
      {"try_lock_for", {kGuardTryLock}},
      {"try_lock_until", {kGuardTryLock}},
      {"owns_lock", {kGuardOwns}},
      {"operator bool", {kGuardOwns}},
      {"release", {kGuardLet}},
      {"mutex", {kGuardMutex}},
      {"swap", {kGuardSwap, "01"}},
  };
  return table;
}

const Calls& order_methods(ClassKind kind) {
  using enum Model;
  static const Calls condition = {
      {"wait", {kGuardWait, "01+"}}, {"wait_for", {kGuardWait, "013", kOne}}, {"wait_until", {kGuardWait, "013", kOne}}};
  static const Calls semaphore = {{"acquire", {kSemaphoreWait}},
                                  {"release", {kSemaphorePost}},
                                  {"try_acquire", {kSemaphoreTryWait, "0", kOne}},
                                  {"acquire_for", {kSemaphoreTryWait, "0", kOne}},
                                  {"acquire_until", {kSemaphoreTryWait, "0", kOne}},
                                  {"try_acquire_for", {kSemaphoreTryWait, "0", kOne}},
                                  {"try_acquire_until", {kSemaphoreTryWait, "0", kOne}}};
  static const Calls event = {{"set", {kSignalPost}},
                              {"wait", {kSignalWait}},
                              {"is_set", {kSemaphoreTryWait, "0", kOne}},
                              {"wait_for", {kSemaphoreTryWait, "0", kOne}},
                              {"wait_until", {kSemaphoreTryWait, "0", kOne}}};
  static const Calls latch = {{"count_down", {kSignalPost}},
                              {"wait", {kSignalWait}},
                              {"try_wait", {kSemaphoreTryWait, "0", kOne}},
                              {"arrive_and_wait", {kBarrierWait}}};
  static const Calls barrier = {{"arrive_and_wait", {kBarrierWait}},
                                {"wait", {kBarrierWait, "0", kOne}},
                                {"wait_for", {kBarrierWait, "0", kOne}},
                                {"wait_until", {kBarrierWait, "0", kOne}}};
  static const Calls queue = {{"put", {kSignalPost, "0", kQueueItem}},
                              {"put_for", {kSignalPost}},
                              {"try_put", {kSignalPost}},
                              {"put_nowait", {kSignalPost}},
                              {"get", {kSignalWait, "0", kQueueItem}},
                              {"get_nowait", {kSignalWait, "0", kQueueItem}}};
  static const Calls none;
  switch (kind) {
    case ClassKind::kCondition:
      return condition;
    case ClassKind::kSemaphore:
      return semaphore;
    case ClassKind::kEvent:
      return event;
    case ClassKind::kLatch:
      return latch;
    case ClassKind::kBarrier:
      return barrier;
    case ClassKind::kQueue:
      return queue;
    default:
      return none;
  }
}

const Calls& functions() {
  using enum Model;
  static const Calls table = {
      // POSIX
      {"pthread_mutex_init", {kLockOpen, "01"}},
      {"pthread_mutex_lock", {kAcquire}},
      {"pthread_mutex_unlock", {kRelease}},
      {"pthread_mutex_trylock", {kTryAcquire}},
      {"pthread_mutex_timedlock", {kTryAcquire}},
      {"pthread_mutex_clocklock", {kTryAcquire}},
      {"pthread_rwlock_wrlock", {kAcquire}},
      {"pthread_rwlock_rdlock", {kAcquireShared}},
      {"pthread_rwlock_unlock", {kRelease}},
      {"pthread_rwlock_trywrlock", {kTryAcquire}},
      {"pthread_rwlock_tryrdlock", {kTryAcquireShared}},
      {"pthread_rwlock_timedwrlock", {kTryAcquire}},
      {"pthread_rwlock_timedrdlock", {kTryAcquireShared}},
      {"pthread_spin_lock", {kAcquire}},
      {"pthread_spin_unlock", {kRelease}},
      {"pthread_spin_trylock", {kTryAcquire}},
      {"pthread_cond_wait", {kWait, "01"}},
      {"pthread_cond_timedwait", {kWait, "01", kTimed}},
      {"pthread_cond_clockwait", {kWait, "01", kTimed}},
      {"pthread_join", {kJoin}},
      {"pthread_timedjoin_np", {kJoin}},
      {"pthread_detach", {kForget}},
      {"pthread_exit", {kThreadExit, ""}},
      {"pthread_barrier_init", {kBarrierOpen, "02"}},
      {"pthread_barrier_wait", {kBarrierWait}},
      {"pthread_once", {kOnce, "01"}},
      {"sem_init", {kSemaphoreOpen, "02"}},
      {"sem_wait", {kSemaphoreWait}},
      {"sem_post", {kSemaphorePost}},
      {"sem_trywait", {kSemaphoreTryWait}},
      {"sem_timedwait", {kSemaphoreTryWait}},
      {"fork", {kFork, ""}},
      {"vfork", {kFork, ""}},
      {"wait", {kWaitProcess, ""}},
      {"waitpid", {kWaitProcess, "0"}},
      // C11
      {"mtx_init", {kLockOpen, "01"}},
      {"mtx_lock", {kAcquire}},
      {"mtx_unlock", {kRelease}},
      {"mtx_trylock", {kTryAcquire}},
      {"mtx_timedlock", {kTryAcquire}},
      {"cnd_wait", {kWait, "01"}},
      {"cnd_timedwait", {kWait, "01", kTimed}},
      {"thrd_join", {kJoin}},
      {"thrd_detach", {kForget}},
      {"thrd_exit", {kThreadExit, ""}},
      {"call_once", {kOnce, "01"}},
      // C++
      {"std::lock", {kAcquire, "0+"}},
      {"std::try_lock", {kTryAcquire, "0+", -kOne}},
      {"std::call_once", {kOnce, "01+"}},
      {"std::atomic_load", {kAtomicLoad}},
      {"std::atomic_load_explicit", {kAtomicLoad}},
      {"std::atomic_store", {kAtomicStore, "01"}},
      {"std::atomic_store_explicit", {kAtomicStore, "01"}},
      {"std::atomic_exchange", {kAtomicExchange, "01"}},
      {"std::atomic_exchange_explicit", {kAtomicExchange, "01"}},
      {"std::atomic_fetch_add", {kAtomicUpdate, "01"}},
      {"std::atomic_fetch_add_explicit", {kAtomicUpdate, "01"}},
      {"std::atomic_fetch_sub", {kAtomicUpdate, "0"}},
      {"std::atomic_fetch_sub_explicit", {kAtomicUpdate, "0"}},
      {"std::atomic_fetch_or", {kAtomicUpdate, "0"}},
      {"std::atomic_fetch_or_explicit", {kAtomicUpdate, "0"}},
      {"std::atomic_fetch_and", {kAtomicUpdate, "0"}},
      {"std::atomic_fetch_and_explicit", {kAtomicUpdate, "0"}},
      {"std::atomic_compare_exchange_strong", {kAtomicCompare, "012"}},
      {"std::atomic_compare_exchange_strong_explicit", {kAtomicCompare, "012"}},
      {"std::atomic_compare_exchange_weak", {kAtomicCompare, "012"}},
      {"std::atomic_compare_exchange_weak_explicit", {kAtomicCompare, "012"}},
      {"std::atomic_flag_test", {kAtomicLoad}},
      {"std::atomic_flag_test_explicit", {kAtomicLoad}},
      {"std::atomic_flag_test_and_set", {kAtomicExchange, "0"}},
      {"std::atomic_flag_test_and_set_explicit", {kAtomicExchange, "0"}},
      {"std::atomic_flag_clear", {kAtomicStore, "0"}},
      {"std::atomic_flag_clear_explicit", {kAtomicStore, "0"}},
      {"std::atomic_thread_fence", {kFence, ""}},
      {"atomic_thread_fence", {kFence, ""}},
      {"__atomic_thread_fence", {kFence, ""}},
      {"__c11_atomic_thread_fence", {kFence, ""}},
      {"__sync_synchronize", {kFence, ""}},
      // GCC and Clang
      {"__atomic_test_and_set", {kAtomicExchange, "0"}},
      {"__atomic_clear", {kAtomicStore, "0"}},
      {"__sync_fetch_and_or", {kAtomicUpdate, "0"}},
      {"__sync_fetch_and_and", {kAtomicUpdate, "0"}},
      {"__sync_fetch_and_xor", {kAtomicUpdate, "0"}},
      {"__sync_or_and_fetch", {kAtomicUpdate, "0"}},
      {"__sync_and_and_fetch", {kAtomicUpdate, "0"}},
      {"__sync_xor_and_fetch", {kAtomicUpdate, "0"}},
      {"__sync_bool_compare_and_swap", {kAtomicCompareValue, "012"}},
      {"__sync_val_compare_and_swap", {kAtomicCompareOld, "012"}},
      {"__sync_lock_test_and_set", {kAtomicExchange, "01"}},
      {"__sync_lock_release", {kAtomicStore, "0"}},
  };
  return table;
}

const LibraryCall* find(const Calls& table, std::string_view name) {
  const auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace

const LibraryCall* library_function(std::string_view qualified_name) { return find(functions(), qualified_name); }

const LibraryCall* library_method(ClassKind kind, std::string_view method) {
  switch (kind) {
    case ClassKind::kLock:
    case ClassKind::kMonitor:
      return find(lock_methods(), method);
    case ClassKind::kUniqueGuard:
    case ClassKind::kSharedGuard:
      return find(guard_methods(), method);
    default:
      return find(order_methods(kind), method);
  }
}

}  // namespace check
