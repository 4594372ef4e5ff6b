// Locks of POSIX threads that processes share, ready to be placed in shared memory.
#pragma once

#include <pthread.h>

namespace programs {

struct Guarded {
  pthread_mutex_t mutex;
  pthread_cond_t condition;
  int number = 0;
  bool ready = false;

  explicit Guarded(int robust = PTHREAD_MUTEX_STALLED) {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&kind, robust);
    pthread_mutex_init(&mutex, &kind);
    pthread_condattr_t condition_kind;
    pthread_condattr_init(&condition_kind);
    pthread_condattr_setpshared(&condition_kind, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&condition, &condition_kind);
  }
};

struct OtherLocks {
  OtherLocks() {
    pthread_spin_init(&spin, PTHREAD_PROCESS_SHARED);
    pthread_rwlockattr_t kind;
    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&many, &kind);
  }

  pthread_spinlock_t spin;
  pthread_rwlock_t many;
};

}  // namespace programs
