// The locks, conditions and barriers of POSIX threads, where they lie in memory that processes share.
//
// A mutex, a spin lock and the writer's side of an rwlock are locks for the detector; a reader's side acquires what writers have
// released, and writers acquire what readers have. Whoever finds one of them taken says that it waits, so that a deadlock
// is seen (attached.h), also of a reader that waits for a writer, and not of a writer that waits for readers. A condition orders
// nothing but by its mutex. A barrier keeps all that was ever released there, which may hide a race and invents none.
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include <chrono>

#include "runtime/hooks.h"
#include "runtime/sanitizer/interceptors/interceptors.h"

extern "C" {
int __interceptor_pthread_mutex_trylock(pthread_mutex_t* lock);
int __interceptor_pthread_mutex_timedlock(pthread_mutex_t* lock, const timespec* until);
int __interceptor_pthread_mutex_clocklock(pthread_mutex_t* lock, clockid_t clock, const timespec* until);
int __interceptor_pthread_spin_trylock(pthread_spinlock_t* lock);
int __interceptor_pthread_rwlock_tryrdlock(pthread_rwlock_t* lock);
int __interceptor_pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const timespec* until);
int __interceptor_pthread_rwlock_trywrlock(pthread_rwlock_t* lock);
int __interceptor_pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const timespec* until);
}

namespace race {
namespace {

constexpr long kNanosecondsOfSecond = 1'000'000'000;

void took(const volatile void* lock, int error) {
  const void* const place = const_cast<const void*>(lock);
  if (error == 0) took_lock(place);
  if (error == EOWNERDEAD) took_lock_of_dead(place);
}

bool holds(const volatile void* lock) { return detector().holds(address_of(const_cast<const void*>(lock))); }

void gives_back(const volatile void* lock) { gives_lock(const_cast<const void*>(lock)); }

using std::chrono::nanoseconds;

timespec moment(clockid_t clock, nanoseconds from_now) {
  timespec at{};
  clock_gettime(clock, &at);
  at.tv_nsec += from_now.count();
  at.tv_sec += at.tv_nsec / kNanosecondsOfSecond;
  at.tv_nsec %= kNanosecondsOfSecond;
  return at;
}

/// Whoever has to wait says so, and goes on saying it. `ask` takes the lock where it is free, and `wait` waits so long for it; at
/// first not at all, which tells whether it is an error to wait.
template <class Ask, class Wait>
int take_and_tell(const volatile void* lock, Caller caller, Ask ask, Wait wait) {
  int error = ask();
  if (error == EBUSY) error = wait(nanoseconds(0));
  if (error != ETIMEDOUT) return error;
  for (; error == ETIMEDOUT; error = wait(mp::hooks::kBetweenWords)) waits_for(const_cast<const void*>(lock), caller);
  waits_no_more();
  return error;
}

int take(pthread_mutex_t* lock, Caller caller) {
  takes_lock(lock, caller);
  const auto ask = [&] { return __interceptor_pthread_mutex_trylock(lock); };
  return take_and_tell(lock, caller, ask, [&](nanoseconds time) {
    const timespec until = moment(CLOCK_MONOTONIC, time);
    return __interceptor_pthread_mutex_clocklock(lock, CLOCK_MONOTONIC, &until);
  });
}

int take(pthread_spinlock_t* lock, Caller caller) {
  takes_lock(const_cast<const int*>(lock), caller);
  const auto ask = [&] { return __interceptor_pthread_spin_trylock(lock); };
  return take_and_tell(lock, caller, ask, [&](nanoseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    int error = ask();
    while (error == EBUSY && std::chrono::steady_clock::now() < until) error = ask();
    return error == EBUSY ? ETIMEDOUT : error;
  });
}

int take_to_write(pthread_rwlock_t* lock, Caller caller) {
  takes_lock(lock, caller);
  const auto ask = [&] { return __interceptor_pthread_rwlock_trywrlock(lock); };
  return take_and_tell(lock, caller, ask, [&](nanoseconds time) {
    const timespec until = moment(CLOCK_REALTIME, time);
    return __interceptor_pthread_rwlock_timedwrlock(lock, &until);
  });
}

int take_to_read(pthread_rwlock_t* lock, Caller caller) {
  const auto ask = [&] { return __interceptor_pthread_rwlock_tryrdlock(lock); };
  return take_and_tell(lock, caller, ask, [&](nanoseconds time) {
    const timespec until = moment(CLOCK_REALTIME, time);
    return __interceptor_pthread_rwlock_timedrdlock(lock, &until);
  });
}

/// What readers of an rwlock release, and writers acquire beside what writers have released.
const void* readers_of(const pthread_rwlock_t* lock) { return reinterpret_cast<const char*>(lock) + 1; }

void took_as_reader(const pthread_rwlock_t* lock, int error) {
  if (error != 0) return;
  acquire(static_cast<const void*>(lock));
  detector().locked(address_of(readers_of(lock)));
}

void took_as_writer(const pthread_rwlock_t* lock, int error) {
  if (error != 0) return;
  acquire(readers_of(lock));
  took(lock, 0);
}

// Whose lock is not among those that are named may be either: rather too much order than too little.
void gives_back(const pthread_rwlock_t* lock) {
  const bool reads = detector().holds(address_of(readers_of(lock)));
  const bool writes = detector().holds(address_of(lock));
  if (reads || !writes) gives_back(static_cast<const volatile void*>(readers_of(lock)));
  if (!reads) gives_back(static_cast<const volatile void*>(lock));
}

}  // namespace
}  // namespace race

// A function that takes a lock, or fails with an error; and then what we learn.
#define RACE_TAKE(name, learn, parameters, arguments)                  \
  extern "C" int name parameters noexcept {                            \
    if (!race::is_shared(lock)) return __interceptor_##name arguments; \
    const race::ProgramFrame frame(race::caller_of_entry_point());     \
    const int error = __interceptor_##name arguments;                  \
    race::learn(lock, error);                                          \
    return error;                                                      \
  }

// The same of one that waits for it as long as that takes.
#define RACE_TAKE_OR_WAIT(name, take, learn, Lock)                 \
  extern "C" int __interceptor_##name(Lock* lock);                 \
  extern "C" int name(Lock* lock) noexcept {                       \
    if (!race::is_shared(lock)) return __interceptor_##name(lock); \
    const race::Caller caller = race::caller_of_entry_point();     \
    const race::ProgramFrame frame(caller);                        \
    const int error = race::take(lock, caller);                    \
    race::learn(lock, error);                                      \
    return error;                                                  \
  }

#define RACE_GIVE(name, Lock)                          \
  extern "C" int __interceptor_##name(Lock* lock);     \
  extern "C" int name(Lock* lock) noexcept {           \
    if (race::is_shared(lock)) race::gives_back(lock); \
    return __interceptor_##name(lock);                 \
  }

RACE_TAKE_OR_WAIT(pthread_mutex_lock, take, took, pthread_mutex_t)
RACE_TAKE(pthread_mutex_trylock, took, (pthread_mutex_t * lock), (lock))
RACE_TAKE(pthread_mutex_timedlock, took, (pthread_mutex_t * lock, const timespec* until), (lock, until))
RACE_TAKE(pthread_mutex_clocklock, took, (pthread_mutex_t * lock, clockid_t clock, const timespec* until), (lock, clock, until))
RACE_GIVE(pthread_mutex_unlock, pthread_mutex_t)

RACE_TAKE_OR_WAIT(pthread_spin_lock, take, took, pthread_spinlock_t)
RACE_TAKE(pthread_spin_trylock, took, (pthread_spinlock_t * lock), (lock))
RACE_GIVE(pthread_spin_unlock, pthread_spinlock_t)

RACE_TAKE_OR_WAIT(pthread_rwlock_rdlock, take_to_read, took_as_reader, pthread_rwlock_t)
RACE_TAKE(pthread_rwlock_tryrdlock, took_as_reader, (pthread_rwlock_t * lock), (lock))
RACE_TAKE(pthread_rwlock_timedrdlock, took_as_reader, (pthread_rwlock_t * lock, const timespec* until), (lock, until))
RACE_TAKE_OR_WAIT(pthread_rwlock_wrlock, take_to_write, took_as_writer, pthread_rwlock_t)
RACE_TAKE(pthread_rwlock_trywrlock, took_as_writer, (pthread_rwlock_t * lock), (lock))
RACE_TAKE(pthread_rwlock_timedwrlock, took_as_writer, (pthread_rwlock_t * lock, const timespec* until), (lock, until))
RACE_GIVE(pthread_rwlock_unlock, pthread_rwlock_t)

// A wait gives the mutex back, and has it again afterwards, whatever it was told.
#define RACE_WAIT(name, parameters, arguments)                         \
  extern "C" int __interceptor_##name parameters;                      \
  extern "C" int name parameters {                                     \
    if (!race::is_shared(lock)) return __interceptor_##name arguments; \
    const race::ProgramFrame frame(race::caller_of_entry_point());     \
    race::gives_back(lock);                                            \
    const int error = __interceptor_##name arguments;                  \
    race::took(lock, error == EOWNERDEAD ? error : 0);                 \
    return error;                                                      \
  }

RACE_WAIT(pthread_cond_wait, (pthread_cond_t * condition, pthread_mutex_t* lock), (condition, lock))
RACE_WAIT(pthread_cond_timedwait, (pthread_cond_t * condition, pthread_mutex_t* lock, const timespec* until),
          (condition, lock, until))
RACE_WAIT(pthread_cond_clockwait, (pthread_cond_t * condition, pthread_mutex_t* lock, clockid_t clock, const timespec* until),
          (condition, lock, clock, until))

extern "C" int __interceptor_pthread_barrier_wait(pthread_barrier_t* barrier);
extern "C" int pthread_barrier_wait(pthread_barrier_t* barrier) noexcept {
  if (!race::is_shared(barrier)) return __interceptor_pthread_barrier_wait(barrier);
  const race::ProgramFrame frame(race::caller_of_entry_point());
  const void* const place = barrier;
  race::release(place);
  const int result = __interceptor_pthread_barrier_wait(barrier);
  if (result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD) race::acquire(place);
  return result;
}

// What is destroyed here may be initialised anew by another process, of which ThreadSanitizer does not hear: then it would take
// the lock for an invalid one. So in memory that processes share it does not hear of the end either, which frees nothing; but
// for who still holds the lock, which it reports.
#define RACE_DESTROY(name, Lock)                                                         \
  extern "C" int __interceptor_##name(Lock* lock);                                       \
  extern "C" int name(Lock* lock) noexcept {                                             \
    return race::is_shared(lock) && !race::holds(lock) ? 0 : __interceptor_##name(lock); \
  }

RACE_DESTROY(pthread_mutex_destroy, pthread_mutex_t)
RACE_DESTROY(pthread_rwlock_destroy, pthread_rwlock_t)
RACE_DESTROY(pthread_spin_destroy, pthread_spinlock_t)
