// What stands behind the interceptors where ThreadSanitizer is not: libc's own functions, as __interceptor_X.
//
// Thread, fork and signal safety: see next_function.h.
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runtime/sanitizer/system/next_function.h"

#define RACE_NEXT(Result, name, parameters, arguments) \
  RACE_FIND(name, Result parameters)                   \
  extern "C" Result __interceptor_##name parameters { return next_##name.get() arguments; }

// With one argument, as most.
#define RACE_NEXT_OF(name, Object) RACE_NEXT(int, name, (Object * object), (object))
#define RACE_NEXT_UNTIL(name, Object) RACE_NEXT(int, name, (Object * object, const timespec* until), (object, until))

RACE_NEXT_OF(pthread_mutex_lock, pthread_mutex_t)
RACE_NEXT_OF(pthread_mutex_trylock, pthread_mutex_t)
RACE_NEXT_UNTIL(pthread_mutex_timedlock, pthread_mutex_t)
RACE_NEXT(int, pthread_mutex_clocklock, (pthread_mutex_t * lock, clockid_t clock, const timespec* until), (lock, clock, until))
RACE_NEXT_OF(pthread_mutex_unlock, pthread_mutex_t)
RACE_NEXT_OF(pthread_mutex_destroy, pthread_mutex_t)

RACE_NEXT_OF(pthread_spin_lock, pthread_spinlock_t)
RACE_NEXT_OF(pthread_spin_trylock, pthread_spinlock_t)
RACE_NEXT_OF(pthread_spin_unlock, pthread_spinlock_t)
RACE_NEXT_OF(pthread_spin_destroy, pthread_spinlock_t)

RACE_NEXT_OF(pthread_rwlock_rdlock, pthread_rwlock_t)
RACE_NEXT_OF(pthread_rwlock_tryrdlock, pthread_rwlock_t)
RACE_NEXT_UNTIL(pthread_rwlock_timedrdlock, pthread_rwlock_t)
RACE_NEXT_OF(pthread_rwlock_wrlock, pthread_rwlock_t)
RACE_NEXT_OF(pthread_rwlock_trywrlock, pthread_rwlock_t)
RACE_NEXT_UNTIL(pthread_rwlock_timedwrlock, pthread_rwlock_t)
RACE_NEXT_OF(pthread_rwlock_unlock, pthread_rwlock_t)
RACE_NEXT_OF(pthread_rwlock_destroy, pthread_rwlock_t)

RACE_NEXT(int, pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t* lock), (condition, lock))
RACE_NEXT(int, pthread_cond_timedwait, (pthread_cond_t * condition, pthread_mutex_t* lock, const timespec* until),
          (condition, lock, until))
RACE_NEXT(int, pthread_cond_clockwait,
          (pthread_cond_t * condition, pthread_mutex_t* lock, clockid_t clock, const timespec* until),
          (condition, lock, clock, until))
RACE_NEXT_OF(pthread_barrier_wait, pthread_barrier_t)

RACE_NEXT_OF(sem_wait, sem_t)
RACE_NEXT_OF(sem_trywait, sem_t)
RACE_NEXT_UNTIL(sem_timedwait, sem_t)
RACE_NEXT_OF(sem_post, sem_t)

RACE_FIND(sem_open, sem_t*(const char*, int, ...))
extern "C" sem_t* __interceptor_sem_open(const char* name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = va_arg(more, mode_t);
  const auto value = va_arg(more, unsigned);
  va_end(more);
  return next_sem_open.get()(name, flags, mode, value);
}

RACE_NEXT(void*, mmap, (void* wish, size_t bytes, int protection, int flags, int file, off_t offset),
          (wish, bytes, protection, flags, file, offset))
RACE_NEXT(void*, mmap64, (void* wish, size_t bytes, int protection, int flags, int file, off64_t offset),
          (wish, bytes, protection, flags, file, offset))

RACE_NEXT(ssize_t, read, (int descriptor, void* bytes, size_t size), (descriptor, bytes, size))
RACE_NEXT(ssize_t, readv, (int descriptor, const iovec* pieces, int count), (descriptor, pieces, count))
RACE_NEXT(ssize_t, recv, (int descriptor, void* bytes, size_t size, int flags), (descriptor, bytes, size, flags))
RACE_NEXT(ssize_t, recvfrom, (int descriptor, void* bytes, size_t size, int flags, sockaddr* from, socklen_t* from_size),
          (descriptor, bytes, size, flags, from, from_size))
RACE_NEXT(ssize_t, recvmsg, (int descriptor, msghdr* message, int flags), (descriptor, message, flags))
RACE_NEXT(ssize_t, write, (int descriptor, const void* bytes, size_t size), (descriptor, bytes, size))
RACE_NEXT(ssize_t, writev, (int descriptor, const iovec* pieces, int count), (descriptor, pieces, count))
RACE_NEXT(ssize_t, send, (int descriptor, const void* bytes, size_t size, int flags), (descriptor, bytes, size, flags))
RACE_NEXT(ssize_t, sendto, (int descriptor, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t to_size),
          (descriptor, bytes, size, flags, to, to_size))
RACE_NEXT(ssize_t, sendmsg, (int descriptor, const msghdr* message, int flags), (descriptor, message, flags))
RACE_NEXT(int, connect, (int descriptor, const sockaddr* to, socklen_t bytes), (descriptor, to, bytes))
RACE_NEXT(int, accept, (int descriptor, sockaddr* from, socklen_t* bytes), (descriptor, from, bytes))
RACE_NEXT(int, accept4, (int descriptor, sockaddr* from, socklen_t* bytes, int flags), (descriptor, from, bytes, flags))
RACE_NEXT(int, eventfd_read, (int descriptor, eventfd_t* value), (descriptor, value))
RACE_NEXT(int, eventfd_write, (int descriptor, eventfd_t value), (descriptor, value))
RACE_NEXT(int, socketpair, (int domain, int type, int protocol, int ends[2]), (domain, type, protocol, ends))

RACE_NEXT(size_t, fread, (void* to, size_t size, size_t count, FILE* stream), (to, size, count, stream))
RACE_NEXT(char*, fgets, (char* to, int size, FILE* stream), (to, size, stream))
RACE_NEXT(ssize_t, getdelim, (char** line, size_t* size, int end, FILE* stream), (line, size, end, stream))
RACE_NEXT(ssize_t, getline, (char** line, size_t* size, FILE* stream), (line, size, stream))
RACE_NEXT(size_t, fwrite, (const void* from, size_t size, size_t count, FILE* stream), (from, size, count, stream))
RACE_NEXT(int, fputs, (const char* text, FILE* stream), (text, stream))
RACE_NEXT(int, puts, (const char* text), (text))
RACE_NEXT(int, fflush, (FILE * stream), (stream))
RACE_NEXT(int, fclose, (FILE * stream), (stream))
RACE_NEXT(int, __uflow, (FILE * stream), (stream))
RACE_NEXT(int, __overflow, (FILE * stream, int character), (stream, character))
RACE_NEXT(int, vfprintf, (FILE * stream, const char* format, va_list list), (stream, format, list))
RACE_NEXT(int, vprintf, (const char* format, va_list list), (format, list))
RACE_NEXT(int, vfscanf, (FILE * stream, const char* format, va_list list), (stream, format, list))
RACE_NEXT(int, vscanf, (const char* format, va_list list), (format, list))
RACE_NEXT(int, __isoc99_vfscanf, (FILE * stream, const char* format, va_list list), (stream, format, list))
RACE_NEXT(int, __isoc99_vscanf, (const char* format, va_list list), (format, list))

RACE_NEXT(void*, memcpy, (void* to, const void* from, size_t size), (to, from, size))
RACE_NEXT(void*, memmove, (void* to, const void* from, size_t size), (to, from, size))
RACE_NEXT(void*, memset, (void* to, int value, size_t size), (to, value, size))
RACE_NEXT(int, memcmp, (const void* one, const void* other, size_t size), (one, other, size))
RACE_NEXT(size_t, strlen, (const char* text), (text))
RACE_NEXT(size_t, strnlen, (const char* text, size_t size), (text, size))
RACE_NEXT(int, strcmp, (const char* one, const char* other), (one, other))
RACE_NEXT(int, strncmp, (const char* one, const char* other, size_t size), (one, other, size))
RACE_NEXT(char*, strcpy, (char* to, const char* from), (to, from))
RACE_NEXT(char*, strncpy, (char* to, const char* from, size_t size), (to, from, size))
RACE_NEXT(int, vsnprintf, (char* to, size_t size, const char* format, va_list arguments), (to, size, format, arguments))
RACE_NEXT(int, vsprintf, (char* to, const char* format, va_list arguments), (to, format, arguments))

RACE_NEXT(pid_t, fork, (), ())
RACE_NEXT(int, posix_spawn,
          (pid_t * child, const char* path, const posix_spawn_file_actions_t* actions, const posix_spawnattr_t* attributes,
           char* const* arguments, char* const* environment),
          (child, path, actions, attributes, arguments, environment))
RACE_NEXT(int, posix_spawnp,
          (pid_t * child, const char* file, const posix_spawn_file_actions_t* actions, const posix_spawnattr_t* attributes,
           char* const* arguments, char* const* environment),
          (child, file, actions, attributes, arguments, environment))
RACE_NEXT(pid_t, wait, (int* status), (status))
RACE_NEXT(pid_t, waitpid, (pid_t pid, int* status, int options), (pid, status, options))
RACE_NEXT(pid_t, wait3, (int* status, int options, rusage* usage), (status, options, usage))
RACE_NEXT(pid_t, wait4, (pid_t pid, int* status, int options, rusage* usage), (pid, status, options, usage))
RACE_NEXT(int, waitid, (idtype_t type, id_t id, siginfo_t* end, int options), (type, id, end, options))
