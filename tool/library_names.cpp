#include "tool/library_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace check {
namespace {

using Classes = std::unordered_map<std::string_view, ClassKind>;
using Calls = std::unordered_map<std::string_view, LibraryCall>;
using Names = std::unordered_set<std::string_view>;

constexpr std::int64_t kOne = 1;

const Classes& classes() {
  using enum ClassKind;
  static const Classes table = {
      {"std::thread", kThread},
      {"std::jthread", kJoinedThread},
      {"mp::Process", kPrepared},
      {"mp::Thread", kPrepared},
      {"std::future", kFuture},
      {"std::shared_future", kFuture},
      {"mp::AsyncResult", kThread},
      {"std::promise", kPromise},
      {"std::packaged_task", kTask},
      {"std::function", kCallable},
      {"std::move_only_function", kCallable},
      {"std::_Bind", kCallable},
      {"std::_Bind_front", kCallable},
      {"std::unique_ptr", kPointer},
      {"std::shared_ptr", kPointer},
      {"std::weak_ptr", kPointer},
      {"std::__shared_ptr", kPointer},
      {"std::__shared_ptr_access", kPointer},
      {"std::__weak_ptr", kPointer},
      {"std::reference_wrapper", kReference},
      {"std::atomic_ref", kAtomicReference},
      {"std::__atomic_ref", kAtomicReference},
      {"std::__basic_future", kFuture},
      // locks
      {"std::mutex", kLock},
      {"std::recursive_mutex", kLock},
      {"std::timed_mutex", kLock},
      {"std::recursive_timed_mutex", kLock},
      {"std::shared_mutex", kLock},
      {"std::shared_timed_mutex", kLock},
      {"mp::Lock", kLock},
      {"mp::RLock", kLock},
      {"mp::SharedMutex", kLock},
      {"mp::Condition", kMonitor},
      {"std::__shared_mutex_pthread", kLock},
      {"std::__mutex_base", kLock},
      {"std::lock_guard", kGuard},
      {"std::scoped_lock", kGuard},
      {"std::unique_lock", kUniqueGuard},
      {"std::shared_lock", kSharedGuard},
      // order
      {"std::condition_variable", kCondition},
      {"std::condition_variable_any", kCondition},
      {"std::counting_semaphore", kSemaphore},
      {"mp::Semaphore", kSemaphore},
      {"mp::BoundedSemaphore", kSemaphore},
      {"mp::Event", kEvent},
      {"mp::Barrier", kBarrier},
      {"std::latch", kLatch},
      {"std::barrier", kBarrier},
      {"std::once_flag", kOnceFlag},
      {"std::atomic", kAtomic},
      {"std::__atomic_base", kAtomic},
      {"std::__atomic_float", kAtomic},
      {"std::atomic_flag", kAtomic},
      // shared between processes
      {"mp::Value", kSharedValue},
      {"mp::Array", kSharedArray},
      {"mp::Pool", kPool},
      {"mp::Queue", kQueue},
      // keep their own order
      {"std::basic_ostream", kSynchronised},
      {"std::basic_istream", kSynchronised},
      {"std::basic_iostream", kSynchronised},
      {"std::basic_ios", kSynchronised},
      {"std::ios_base", kSynchronised},
      {"std::stop_token", kSynchronised},
      {"std::stop_source", kSynchronised},
      {"std::stop_callback", kSynchronised},
      {"std::locale", kSynchronised},
      {"std::basic_osyncstream", kSynchronised},
      // data
      {"std::vector", kContainer},
      {"std::deque", kContainer},
      {"std::list", kContainer},
      {"std::forward_list", kContainer},
      {"std::map", kContainer},
      {"std::multimap", kContainer},
      {"std::set", kContainer},
      {"std::multiset", kContainer},
      {"std::unordered_map", kContainer},
      {"std::unordered_multimap", kContainer},
      {"std::unordered_set", kContainer},
      {"std::unordered_multiset", kContainer},
      {"std::queue", kContainer},
      {"std::stack", kContainer},
      {"std::priority_queue", kContainer},
      {"std::basic_string", kContainer},
      {"std::array", kArray},
      {"std::span", kArray},
      {"std::basic_string_view", kArray},
  };
  return table;
}

/// The parts of the standard library's containers that stand for a pointer, whatever they are called.
bool is_iterator(std::string_view name) {
  return (name.starts_with("std::") || name.starts_with("__gnu_cxx::")) && name.find("iterator") != std::string_view::npos &&
         name.find("_iterator_tag") == std::string_view::npos && name.find("stream") == std::string_view::npos &&
         name.find("insert_iterator") == std::string_view::npos;
}

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
      {"wait", {kGuardWait, "01+"}}, {"wait_for", {kGuardWait, "01"}}, {"wait_until", {kGuardWait, "01"}}};
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
  static const Calls latch = {{"count_down", {kSignalPost}}, {"wait", {kSignalWait}}, {"arrive_and_wait", {kBarrierWait}}};
  static const Calls barrier = {{"arrive_and_wait", {kBarrierWait}},
                                {"wait", {kBarrierWait, "0", kOne}},
                                {"wait_for", {kBarrierWait, "0", kOne}},
                                {"wait_until", {kBarrierWait, "0", kOne}}};
  static const Calls queue = {{"put", {kSignalPost}},        {"put_for", {kSignalPost}}, {"try_put", {kSignalPost}},
                              {"put_nowait", {kSignalPost}}, {"get", {kSignalWait}},     {"get_nowait", {kSignalWait}}};
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
      {"pthread_cond_timedwait", {kWait, "01"}},
      {"pthread_cond_clockwait", {kWait, "01"}},
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
      {"mtx_lock", {kAcquire}},
      {"mtx_unlock", {kRelease}},
      {"mtx_trylock", {kTryAcquire}},
      {"mtx_timedlock", {kTryAcquire}},
      {"cnd_wait", {kWait, "01"}},
      {"cnd_timedwait", {kWait, "01"}},
      {"thrd_join", {kJoin}},
      {"thrd_detach", {kForget}},
      {"thrd_exit", {kThreadExit, ""}},
      {"call_once", {kOnce, "01"}},
      // C++
      {"std::lock", {kAcquire, "0+"}},
      {"std::call_once", {kOnce, "01+"}},
      {"std::atomic_load", {kAtomicLoad}},
      {"std::atomic_load_explicit", {kAtomicLoad}},
      {"std::atomic_store", {kAtomicStore, "01"}},
      {"std::atomic_store_explicit", {kAtomicStore, "01"}},
      {"std::atomic_exchange", {kAtomicExchange, "01"}},
      {"std::atomic_fetch_add", {kAtomicUpdate, "01"}},
      {"std::atomic_fetch_sub", {kAtomicUpdate, "0"}},
      {"std::atomic_compare_exchange_strong", {kAtomicCompare, "012"}},
      {"std::atomic_compare_exchange_weak", {kAtomicCompare, "012"}},
      {"std::atomic_flag_test_and_set", {kAtomicExchange, "0"}},
      {"std::atomic_flag_clear", {kAtomicStore, "0"}},
      {"std::atomic_thread_fence", {kFence, ""}},
      {"atomic_thread_fence", {kFence, ""}},
      {"__atomic_thread_fence", {kFence, ""}},
      {"__c11_atomic_thread_fence", {kFence, ""}},
      {"__sync_synchronize", {kFence, ""}},
      // GCC and Clang
      {"__atomic_test_and_set", {kAtomicExchange, "0"}},
      {"__atomic_clear", {kAtomicStore, "0"}},
      {"__sync_fetch_and_add", {kAtomicUpdate, "01"}},
      {"__sync_fetch_and_sub", {kAtomicUpdate, "0"}},
      {"__sync_add_and_fetch", {kAtomicUpdate, "0"}},
      {"__sync_sub_and_fetch", {kAtomicUpdate, "0"}},
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

ClassKind class_kind(std::string_view qualified_class) {
  const auto found = classes().find(qualified_class);
  if (found != classes().end()) return found->second;
  return is_iterator(qualified_class) ? ClassKind::kIterator : ClassKind::kNone;
}

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

bool is_library_name(std::string_view qualified_name) {
  static const Names starters = {"pthread_create", "thrd_create", "shmat"};
  return library_function(qualified_name) != nullptr || starters.contains(qualified_name) || allocates(qualified_name) ||
         is_harmless(qualified_name);
}

bool answers_its_argument(std::string_view qualified_name) {
  static const Names names = {"std::move",
                              "std::forward",
                              "std::as_const",
                              "std::addressof",
                              "std::__addressof",
                              "std::launder",
                              "std::move_if_noexcept",
                              "std::forward_like",
                              "__builtin_launder",
                              "__builtin_addressof",
                              "__builtin_assume_aligned",
                              "std::static_pointer_cast",
                              "std::to_underlying"};
  return names.contains(qualified_name);
}

bool allocates(std::string_view qualified_name) {
  static const Names names = {"malloc",
                              "calloc",
                              "realloc",
                              "aligned_alloc",
                              "memalign",
                              "valloc",
                              "alloca",
                              "__builtin_alloca",
                              "strdup",
                              "strndup",
                              "reallocarray",
                              "std::malloc",
                              "std::calloc",
                              "std::realloc",
                              "std::make_shared",
                              "std::make_unique",
                              "std::make_unique_for_overwrite",
                              "std::aligned_alloc",
                              "operator new",
                              "operator new[]",
                              "mmap"};
  return names.contains(qualified_name);
}

bool writes_range(std::string_view qualified_name) {
  static const Names names = {
      "std::sort",         "std::stable_sort", "std::partial_sort", "std::fill",      "std::fill_n",    "std::generate",
      "std::generate_n",   "std::iota",        "std::reverse",      "std::rotate",    "std::shuffle",   "std::replace",
      "std::replace_if",   "std::remove",      "std::remove_if",    "std::unique",    "std::partition", "std::nth_element",
      "std::swap_ranges",  "std::iter_swap",   "std::make_heap",    "std::push_heap", "std::pop_heap",  "std::next_permutation",
      "std::inplace_merge"};
  return names.contains(qualified_name);
}

bool is_synchronisation_type(std::string_view qualified_type) {
  static const Names names = {"_IO_FILE",          "pthread_mutex_t", "pthread_cond_t",      "pthread_rwlock_t",
                              "pthread_barrier_t", "pthread_attr_t",  "pthread_mutexattr_t", "sem_t",
                              "timespec",          "timeval",         "__jmp_buf_tag",       "__va_list_tag"};
  return names.contains(qualified_type);
}

bool is_harmless(std::string_view qualified_name) {
  static const Names names = {
      "free",   "std::free", "operator delete", "operator delete[]", "rand",   "srand",       "exit",         "abort",
      "usleep", "sleep",     "nanosleep",       "sched_yield",       "time",   "clock",       "gettimeofday", "clock_gettime",
      "perror", "atoi",      "strtol",          "strtoul",           "strtod", "sem_destroy", "sem_close",    "sem_unlink",
      "munmap", "mlock",     "__assert_fail",   "__builtin_prefetch"};
  return names.contains(qualified_name) || qualified_name.starts_with("pthread_") || qualified_name.starts_with("thrd_") ||
         qualified_name.starts_with("mtx_") || qualified_name.starts_with("cnd_") ||
         qualified_name.starts_with("std::this_thread::");
}

bool is_options(std::string_view qualified_class) {
  static const Names names = {"mp::ProcessOptions", "mp::ThreadOptions", "mp::Callbacks"};
  return names.contains(qualified_class);
}

}  // namespace check
