#include "runtime/futex/robust_mutex.h"

#include "runtime/error.h"

namespace mp::futex {

namespace {

void require(int error, const char* operation) {
  if (error != 0) throw OSError(operation, error);
}

int pthread_type(RobustMutex::Kind kind) {
  switch (kind) {
    case RobustMutex::Kind::kPlain:
      return PTHREAD_MUTEX_NORMAL;
    case RobustMutex::Kind::kChecked:
      return PTHREAD_MUTEX_ERRORCHECK;
    case RobustMutex::Kind::kRecursive:
      return PTHREAD_MUTEX_RECURSIVE;
  }
  MP_CHECK(!"a kind of mutex");
  return 0;
}

}  // namespace

RobustMutex::RobustMutex(Kind kind) {
  pthread_mutexattr_t attributes;
  require(pthread_mutexattr_init(&attributes), "pthread_mutexattr_init");
  require(pthread_mutexattr_settype(&attributes, pthread_type(kind)), "pthread_mutexattr_settype");
  require(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED), "pthread_mutexattr_setpshared");
  require(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST), "pthread_mutexattr_setrobust");
  require(pthread_mutex_init(&mutex_, &attributes), "pthread_mutex_init");
  pthread_mutexattr_destroy(&attributes);
}

RobustMutex::~RobustMutex() { pthread_mutex_destroy(&mutex_); }

RobustMutex::Outcome RobustMutex::timed_lock(Deadline deadline) {
  const timespec until = to_timespec(deadline);
  return settle(pthread_mutex_clocklock(&mutex_, CLOCK_MONOTONIC, &until));
}

RobustMutex::Outcome RobustMutex::settle_error(int error) {
  switch (error) {
    case EOWNERDEAD:
      // Killed before this line, the next caller gets EOWNERDEAD again.
      MP_CHECK(pthread_mutex_consistent(&mutex_) == 0);
      return Outcome::kOwnerDied;
    case EBUSY:
    case ETIMEDOUT:
      return Outcome::kNotAcquired;
    case EDEADLK:
      return Outcome::kHeldByCaller;
    default:
      throw OSError("pthread_mutex_lock", error);
  }
}

}  // namespace mp::futex
