// The locks, conditions and barriers of POSIX threads, where they lie in memory that processes share.
//
// A mutex, a spin lock and the writer's side of an rwlock are locks for the detector; a reader's side acquires what writers have
// released, and writers acquire what readers have. Whoever finds a mutex taken says that it waits, so that a deadlock is seen
// (attached.h). A condition orders nothing but by its mutex. A barrier keeps all that was
// ever released there, which may hide a race and invents none.
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include <chrono>

#include "runtime/hooks.h"
#include "runtime/sanitizer/interceptors.h"

extern "C" int __interceptor_pthread_mutex_trylock(pthread_mutex_t* lock);
extern "C" int __interceptor_pthread_mutex_clocklock(pthread_mutex_t* lock, clockid_t clock, const timespec* until);

namespace race {
namespace {

// Before: who takes a lock alone, and waits for it as long as that takes, makes an order of locks; nobody else does.
void takes_alone(const volatile void* lock, Caller caller) { takes_lock(const_cast<const void*>(lock), caller); }
void takes(const volatile void*, Caller) {}

void took(const volatile void* lock, int error) {
  const void* const place = const_cast<const void*>(lock);
  if (error == 0) took_lock(place);
  if (error == EOWNERDEAD) took_lock_of_dead(place);
}

bool holds(const volatile void* lock) { return detector().holds(address_of(const_cast<const void*>(lock))); }

void gives_back(const volatile void* lock) { gives_lock(const_cast<const void*>(lock)); }

/// When to say the next word, by the monotonic clock.
timespec next_word() {
  using namespace std::chrono;
  const nanoseconds at = steady_clock::now().time_since_epoch() + mp::hooks::kBetweenWords;
  const auto whole = floor<seconds>(at);
  return {.tv_sec = whole.count(), .tv_nsec = (at - whole).count()};
}

/// Whoever has to wait says so, and goes on saying it.
int lock_and_tell(pthread_mutex_t* lock, Caller caller) {
  takes_lock(lock, caller);
  int error = __interceptor_pthread_mutex_trylock(lock);
  if (error != EBUSY) return error;
  for (error = ETIMEDOUT; error == ETIMEDOUT;) {
    waits_for(lock, caller);
    const timespec until = next_word();
    error = __interceptor_pthread_mutex_clocklock(lock, CLOCK_MONOTONIC, &until);
  }
  waits_no_more();
  return error;
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
#define RACE_TAKE(name, before, learn, parameters, arguments)          \
  extern "C" int __interceptor_##name parameters;                      \
  extern "C" int name parameters noexcept {                            \
    if (!race::is_shared(lock)) return __interceptor_##name arguments; \
    const race::Caller caller = race::caller_of_entry_point();         \
    const race::ProgramFrame frame(caller);                            \
    race::before(lock, caller);                                        \
    const int error = __interceptor_##name arguments;                  \
    race::learn(lock, error);                                          \
    return error;                                                      \
  }

#define RACE_GIVE(name, Lock)                          \
  extern "C" int __interceptor_##name(Lock* lock);     \
  extern "C" int name(Lock* lock) noexcept {           \
    if (race::is_shared(lock)) race::gives_back(lock); \
    return __interceptor_##name(lock);                 \
  }

extern "C" int __interceptor_pthread_mutex_lock(pthread_mutex_t* lock);
extern "C" int pthread_mutex_lock(pthread_mutex_t* lock) noexcept {
  if (!race::is_shared(lock)) return __interceptor_pthread_mutex_lock(lock);
  const race::Caller caller = race::caller_of_entry_point();
  const race::ProgramFrame frame(caller);
  const int error = race::lock_and_tell(lock, caller);
  race::took(lock, error);
  return error;
}
RACE_TAKE(pthread_mutex_trylock, takes, took, (pthread_mutex_t * lock), (lock))
RACE_TAKE(pthread_mutex_timedlock, takes, took, (pthread_mutex_t * lock, const timespec* until), (lock, until))
RACE_TAKE(pthread_mutex_clocklock, takes, took, (pthread_mutex_t * lock, clockid_t clock, const timespec* until),
          (lock, clock, until))
RACE_GIVE(pthread_mutex_unlock, pthread_mutex_t)

RACE_TAKE(pthread_spin_lock, takes_alone, took, (pthread_spinlock_t * lock), (lock))
RACE_TAKE(pthread_spin_trylock, takes, took, (pthread_spinlock_t * lock), (lock))
RACE_GIVE(pthread_spin_unlock, pthread_spinlock_t)

RACE_TAKE(pthread_rwlock_rdlock, takes, took_as_reader, (pthread_rwlock_t * lock), (lock))
RACE_TAKE(pthread_rwlock_tryrdlock, takes, took_as_reader, (pthread_rwlock_t * lock), (lock))
RACE_TAKE(pthread_rwlock_timedrdlock, takes, took_as_reader, (pthread_rwlock_t * lock, const timespec* until), (lock, until))
RACE_TAKE(pthread_rwlock_wrlock, takes_alone, took_as_writer, (pthread_rwlock_t * lock), (lock))
RACE_TAKE(pthread_rwlock_trywrlock, takes, took_as_writer, (pthread_rwlock_t * lock), (lock))
RACE_TAKE(pthread_rwlock_timedwrlock, takes, took_as_writer, (pthread_rwlock_t * lock, const timespec* until), (lock, until))
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
