// Locks that processes wait for, in orders that let them wait for ever, and in others.
#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"
#include "tests/sanitizer/posix_locks.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

int posix_deadlock() {
  Guarded& one = mapped<Guarded>();
  Guarded& other = mapped<Guarded>();
  UnseenOrder has_one, has_other;
  return in_two(
      [&] {
        pthread_mutex_lock(&one.mutex);
        has_one.done(1);
        has_other.wait_for(1);
        pthread_mutex_lock(&other.mutex);  // WAITS posix_deadlock
      },
      [&] {
        pthread_mutex_lock(&other.mutex);
        has_other.done(1);
        has_one.wait_for(1);
        pthread_mutex_lock(&one.mutex);  // WAITS posix_deadlock
      });
}

int posix_orders_inverted() {
  Guarded& one = mapped<Guarded>();
  Guarded& other = mapped<Guarded>();
  reap(forked([&] {
    pthread_mutex_lock(&one.mutex);
    pthread_mutex_lock(&other.mutex);  // ORDER posix_orders_inverted
    pthread_mutex_unlock(&other.mutex);
    pthread_mutex_unlock(&one.mutex);
  }));
  pthread_mutex_lock(&other.mutex);
  pthread_mutex_lock(&one.mutex);  // ORDER posix_orders_inverted
  pthread_mutex_unlock(&one.mutex);
  pthread_mutex_unlock(&other.mutex);
  return 0;
}

int posix_orders_of_other_locks() {
  OtherLocks& locks = mapped<OtherLocks>();
  reap(forked([&] {
    pthread_spin_lock(&locks.spin);
    pthread_rwlock_wrlock(&locks.many);  // ORDER posix_orders_of_other_locks
    pthread_rwlock_unlock(&locks.many);
    pthread_spin_unlock(&locks.spin);
  }));
  pthread_rwlock_wrlock(&locks.many);
  pthread_spin_lock(&locks.spin);  // ORDER posix_orders_of_other_locks
  pthread_spin_unlock(&locks.spin);
  pthread_rwlock_unlock(&locks.many);
  return 0;
}

// Readers do not wait for each other.
int posix_orders_of_readers() {
  OtherLocks& locks = mapped<OtherLocks>();
  Guarded& guarded = mapped<Guarded>();
  reap(forked([&] {
    pthread_rwlock_rdlock(&locks.many);
    pthread_mutex_lock(&guarded.mutex);
    pthread_mutex_unlock(&guarded.mutex);
    pthread_rwlock_unlock(&locks.many);
  }));
  pthread_mutex_lock(&guarded.mutex);
  pthread_rwlock_rdlock(&locks.many);
  pthread_rwlock_unlock(&locks.many);
  pthread_mutex_unlock(&guarded.mutex);
  return 0;
}

int posix_deadlock_with_itself() {
  Guarded& shared = mapped<Guarded>();
  pthread_mutex_lock(&shared.mutex);
  pthread_mutex_lock(&shared.mutex);  // WAITS posix_deadlock_with_itself
  return 1;
}

// One waits as a reader and one as a writer, each for what the other writes.
int posix_deadlock_of_rwlocks() {
  OtherLocks& one = mapped<OtherLocks>();
  OtherLocks& other = mapped<OtherLocks>();
  UnseenOrder has_one, has_other;
  return in_two(
      [&] {
        pthread_rwlock_wrlock(&one.many);
        has_one.done(1);
        has_other.wait_for(1);
        pthread_rwlock_rdlock(&other.many);  // WAITS posix_deadlock_of_rwlocks
      },
      [&] {
        pthread_rwlock_wrlock(&other.many);
        has_other.done(1);
        has_one.wait_for(1);
        pthread_rwlock_wrlock(&one.many);  // WAITS posix_deadlock_of_rwlocks
      });
}

int posix_deadlock_with_a_spin_lock() {
  OtherLocks& spinning = mapped<OtherLocks>();
  Guarded& guarded = mapped<Guarded>();
  UnseenOrder has_spin, has_mutex;
  return in_two(
      [&] {
        pthread_spin_lock(&spinning.spin);
        has_spin.done(1);
        has_mutex.wait_for(1);
        pthread_mutex_lock(&guarded.mutex);  // WAITS posix_deadlock_with_a_spin_lock
      },
      [&] {
        pthread_mutex_lock(&guarded.mutex);
        has_mutex.done(1);
        has_spin.wait_for(1);
        pthread_spin_lock(&spinning.spin);  // WAITS posix_deadlock_with_a_spin_lock
      });
}

// Each waits until the other lets go, and both do.
int posix_locks_waited_for() {
  OtherLocks& locks = mapped<OtherLocks>();
  int& number = mapped<int>();
  const auto add = [&] {
    for (int i = 0; i < 20; ++i) {
      pthread_rwlock_wrlock(&locks.many);
      pthread_spin_lock(&locks.spin);
      sched_yield();
      number += 1;
      pthread_spin_unlock(&locks.spin);
      pthread_rwlock_unlock(&locks.many);
      pthread_rwlock_rdlock(&locks.many);
      static_cast<void>(*const_cast<volatile int*>(&number));
      pthread_rwlock_unlock(&locks.many);
    }
  };
  in_two(add, add);
  return number == 40 ? 0 : 1;
}

// A lock that checks tells who would wait for himself, and nobody waits.
int posix_locks_that_check() {
  OtherLocks& locks = mapped<OtherLocks>();
  Guarded& guarded = mapped<Guarded>();
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&guarded.mutex, &kind);
  pthread_mutex_lock(&guarded.mutex);
  must(pthread_mutex_lock(&guarded.mutex) == EDEADLK);
  pthread_mutex_unlock(&guarded.mutex);
  pthread_rwlock_wrlock(&locks.many);
  must(pthread_rwlock_wrlock(&locks.many) == EDEADLK);
  must(pthread_rwlock_rdlock(&locks.many) == EDEADLK);
  pthread_rwlock_unlock(&locks.many);
  return 0;
}

constexpr Program kPrograms[] = {
    {"posix_locks_that_check", posix_locks_that_check},
    {"posix_deadlock", posix_deadlock},
    {"posix_orders_inverted", posix_orders_inverted},
    {"posix_orders_of_other_locks", posix_orders_of_other_locks},
    {"posix_orders_of_readers", posix_orders_of_readers},
    {"posix_deadlock_with_itself", posix_deadlock_with_itself},
    {"posix_deadlock_of_rwlocks", posix_deadlock_of_rwlocks},
    {"posix_deadlock_with_a_spin_lock", posix_deadlock_with_a_spin_lock},
    {"posix_locks_waited_for", posix_locks_waited_for},
};

}  // namespace

std::span<const Program> foreign_deadlock_programs() { return kPrograms; }

}  // namespace programs
