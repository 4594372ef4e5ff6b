// What is missing in gcc 12's ThreadSanitizer, for programs that gcc compiles with it.
#include <errno.h>
#include <pthread.h>
#include <sanitizer/tsan_interface.h>

#include <cstddef>

#include "runtime/sanitizer/system/next_function.h"

// Nobody is behind our interceptor but libc, so ThreadSanitizer has to be told that the lock is taken.
RACE_FIND(pthread_mutex_clocklock, int(pthread_mutex_t*, clockid_t, const timespec*))
extern "C" int __interceptor_pthread_mutex_clocklock(pthread_mutex_t* lock, clockid_t clock, const timespec* until) {
  __tsan_mutex_pre_lock(lock, __tsan_mutex_try_lock);
  const int error = next_pthread_mutex_clocklock.get()(lock, clock, until);
  const bool has_it = error == 0 || error == EOWNERDEAD;
  __tsan_mutex_post_lock(lock, __tsan_mutex_try_lock | (has_it ? 0U : __tsan_mutex_try_lock_failed), 0);
  return error;
}

// What clang makes of memcpy and its like. gcc leaves them as they are, so that nobody calls these.
extern "C" {
void* __interceptor_memcpy(void* to, const void* from, std::size_t bytes);
void* __interceptor_memmove(void* to, const void* from, std::size_t bytes);
void* __interceptor_memset(void* to, int value, std::size_t bytes);

void* __tsan_memcpy(void* to, const void* from, std::size_t bytes) { return __interceptor_memcpy(to, from, bytes); }
void* __tsan_memmove(void* to, const void* from, std::size_t bytes) { return __interceptor_memmove(to, from, bytes); }
void* __tsan_memset(void* to, int value, std::size_t bytes) { return __interceptor_memset(to, value, bytes); }
}
