#include "tool/library_names.h"

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace check {
namespace {

using Classes = std::unordered_map<std::string_view, ClassKind>;
using Names = std::unordered_set<std::string_view>;

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
      {"mp::Future", kThread},
      {"std::promise", kPromise},
      {"std::packaged_task", kTask},
      {"std::function", kCallable},
      {"std::move_only_function", kCallable},
      {"std::_Bind", kCallable},
      {"std::_Bind_front", kCallable},
      {"std::_Mem_fn", kCallable},
      {"std::unique_ptr", kPointer},
      {"std::shared_ptr", kPointer},
      {"std::weak_ptr", kPointer},
      {"std::__shared_ptr", kPointer},
      {"std::__shared_ptr_access", kPointer},
      {"std::__weak_ptr", kPointer},
      {"std::span", kIterator},
      {"std::basic_string_view", kIterator},
      {"std::_Bit_reference", kIterator},
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
      {"mp::RawValue", kSharedValue},
      {"mp::Array", kSharedArray},
      {"mp::RawArray", kSharedArray},
      {"mp::internal::Elements", kSharedArray},
      {"mp::BasicPool", kPool},
      {"mp::BasicExecutor", kPool},
      {"mp::Queue", kQueue},
      {"mp::JoinableQueue", kQueue},
      {"mp::SimpleQueue", kQueue},
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
      {"std::initializer_list", kArray},
  };
  return table;
}

/// The parts of the standard library's containers that stand for a pointer, whatever they are called.
bool is_iterator(std::string_view name) {
  return (name.starts_with("std::") || name.starts_with("__gnu_cxx::")) && name.find("iterator") != std::string_view::npos &&
         name.find("_iterator_tag") == std::string_view::npos && name.find("stream") == std::string_view::npos &&
         name.find("insert_iterator") == std::string_view::npos;
}

}  // namespace

ClassKind class_kind(std::string_view qualified_class) {
  const auto found = classes().find(qualified_class);
  if (found != classes().end()) return found->second;
  return is_iterator(qualified_class) ? ClassKind::kIterator : ClassKind::kNone;
}

std::string text_of(const UserNames& names) {
  std::string text;
  const auto number = [](const std::optional<unsigned>& index) { return index ? std::to_string(*index) : "-"; };
  for (const auto& [name, function] : names) {
    for (const std::string& part : {name, std::to_string(static_cast<int>(function.model)), std::to_string(function.argument),
                                    function.lock, std::to_string(function.answer), number(function.passed),
                                    number(function.handle), std::to_string(static_cast<int>(function.is_pointed_to))}) {
      text += std::to_string(part.size()) + ':' + part;
    }
  }
  return text;
}

bool is_recursive_lock(std::string_view qualified_class) {
  static const Names plain = {"std::mutex", "std::timed_mutex", "std::shared_mutex", "std::shared_timed_mutex",
                              "mp::Lock",   "mp::SharedMutex"};
  return !plain.contains(qualified_class);
}

bool blocks(std::string_view qualified_name) {
  static const Names names = {"sleep",
                              "usleep",
                              "nanosleep",
                              "clock_nanosleep",
                              "thrd_sleep",
                              "std::this_thread::sleep_for",
                              "std::this_thread::sleep_until",
                              "poll",
                              "ppoll",
                              "select",
                              "pselect",
                              "epoll_wait",
                              "accept",
                              "accept4",
                              "connect",
                              "recv",
                              "recvfrom",
                              "recvmsg",
                              "system",
                              "fgets",
                              "getchar",
                              "scanf",
                              "getline",
                              "std::getline",
                              "fsync",
                              "fdatasync"};
  return names.contains(qualified_name);
}

bool is_library_name(std::string_view qualified_name) {
  static const Names starters = {
      "pthread_create",      "thrd_create",         "shmat",   "shmget",  "semget", "semop", "semctl", "shm_open", "sem_open",
      "pthread_setspecific", "pthread_getspecific", "tss_set", "tss_get", "pipe"};
  return library_function(qualified_name) != nullptr || starters.contains(qualified_name) || allocates(qualified_name) ||
         is_harmless(qualified_name) || frees(qualified_name);
}

bool answers_its_argument(std::string_view qualified_name) {
  static const Names names = {"std::move",
                              "std::mem_fn",
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
                              "std::to_underlying",
                              "std::enable_shared_from_this::shared_from_this",
                              "std::enable_shared_from_this::weak_from_this"};
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

bool allocates_zeros(std::string_view qualified_name) {
  static const Names names = {"calloc", "std::calloc", "std::make_shared", "std::make_unique"};
  return names.contains(qualified_name);
}

bool fills_bytes(std::string_view qualified_name) {
  static const Names names = {"memset", "std::memset", "__builtin_memset", "bzero", "explicit_bzero"};
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

bool begins_with_three(std::string_view qualified_name) {
  static const Names names = {"std::rotate", "std::nth_element", "std::partial_sort", "std::inplace_merge"};
  return names.contains(qualified_name);
}

bool is_synchronisation_type(std::string_view qualified_type) {
  static const Names names = {"_IO_FILE",          "pthread_mutex_t", "pthread_cond_t",      "pthread_rwlock_t",
                              "pthread_barrier_t", "pthread_attr_t",  "pthread_mutexattr_t", "sem_t",
                              "timespec",          "timeval",         "__jmp_buf_tag",       "__va_list_tag"};
  return names.contains(qualified_type);
}

bool is_harmless(std::string_view qualified_name) {
  static const Names names = {"rand",          "srand",
                              "exit",          "abort",
                              "usleep",        "sleep",
                              "nanosleep",     "sched_yield",
                              "time",          "clock",
                              "gettimeofday",  "clock_gettime",
                              "perror",        "atoi",
                              "strtol",        "strtoul",
                              "strtod",        "sem_destroy",
                              "sem_close",     "sem_unlink",
                              "munmap",        "mlock",
                              "shmdt",         "shmctl",
                              "__assert_fail", "__builtin_prefetch"};
  return names.contains(qualified_name) || qualified_name.starts_with("pthread_") || qualified_name.starts_with("thrd_") ||
         qualified_name.starts_with("mtx_") || qualified_name.starts_with("cnd_") ||
         qualified_name.starts_with("std::this_thread::");
}

bool only_reads(std::string_view method) {
  static const Names names = {"operator->", "operator*", "value", "get",       "data", "begin",
                              "end",        "rbegin",    "rend",  "has_value", "str"};
  return names.contains(method);
}

bool frees(std::string_view qualified_name) {
  static const Names names = {"free", "std::free", "operator delete", "operator delete[]"};
  return names.contains(qualified_name);
}

bool is_options(std::string_view qualified_class) {
  static const Names names = {"mp::ProcessOptions", "mp::ThreadOptions", "mp::Callbacks"};
  return names.contains(qualified_class);
}

}  // namespace check
