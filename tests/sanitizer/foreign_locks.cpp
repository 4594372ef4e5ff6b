#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"
#include "tests/sanitizer/posix_locks.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

timespec in_a_minute() {
  timespec moment;
  clock_gettime(CLOCK_REALTIME, &moment);
  moment.tv_sec += 60;
  return moment;
}

int posix_unguarded() {
  int& number = mapped<int>();
  return in_two([&] { number += 1; },   // RACE posix_unguarded
                [&] { number += 3; });  // RACE posix_unguarded
}

int posix_mutex() {
  Guarded& shared = mapped<Guarded>();
  const auto add = [&] {
    for (int i = 0; i < 100; ++i) {
      pthread_mutex_lock(&shared.mutex);
      shared.number += 1;
      pthread_mutex_unlock(&shared.mutex);
    }
  };
  in_two(add, add);
  return shared.number == 200 ? 0 : 1;
}

int posix_mutex_tried_and_timed() {
  Guarded& shared = mapped<Guarded>();
  const auto try_to = [&] {
    while (pthread_mutex_trylock(&shared.mutex) != 0) sched_yield();
    shared.number += 1;
    pthread_mutex_unlock(&shared.mutex);
  };
  const auto wait_for = [&] {
    const timespec until = in_a_minute();
    if (pthread_mutex_timedlock(&shared.mutex, &until) != 0) abort();
    shared.number += 1;
    pthread_mutex_unlock(&shared.mutex);
  };
  return in_two(try_to, wait_for);
}

int posix_half_locked() {
  Guarded& shared = mapped<Guarded>();
  return in_two(
      [&] {
        pthread_mutex_lock(&shared.mutex);
        shared.number = 7;  // RACE posix_half_locked
        pthread_mutex_unlock(&shared.mutex);
      },
      [&] { static_cast<void>(*const_cast<volatile int*>(&shared.number)); });  // RACE posix_half_locked
}

int posix_condition() {
  Guarded& shared = mapped<Guarded>();
  int& outside = mapped<int>();
  return in_two(
      [&] {
        outside = 5;
        pthread_mutex_lock(&shared.mutex);
        shared.ready = true;
        pthread_cond_signal(&shared.condition);
        pthread_mutex_unlock(&shared.mutex);
      },
      [&] {
        const timespec until = in_a_minute();
        pthread_mutex_lock(&shared.mutex);
        while (!shared.ready) pthread_cond_timedwait(&shared.condition, &shared.mutex, &until);
        pthread_mutex_unlock(&shared.mutex);
        outside += 1;
      });
}

int posix_owner_killed() {
  Guarded& shared = *new (&mapped<Guarded>()) Guarded(PTHREAD_MUTEX_ROBUST);
  const pid_t dies = forked([&] {
    pthread_mutex_lock(&shared.mutex);
    shared.number = 1;
    raise(SIGKILL);
  });
  const pid_t goes_on = forked([&] {
    for (;;) {
      const int error = pthread_mutex_lock(&shared.mutex);
      if (error == EOWNERDEAD) pthread_mutex_consistent(&shared.mutex);
      const bool seen = shared.number == 1;
      if (seen) shared.number = 2;
      pthread_mutex_unlock(&shared.mutex);
      if (seen) return;
      sched_yield();
    }
  });
  reap(goes_on);
  reap(dies);
  return 0;
}

struct ReadMostly {
  pthread_rwlock_t lock;
  int number = 0;

  ReadMostly() {
    pthread_rwlockattr_t kind;
    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&lock, &kind);
  }
};

int posix_rwlock() {
  ReadMostly& shared = mapped<ReadMostly>();
  return in_two(
      [&] {
        for (int i = 0; i < 100; ++i) {
          pthread_rwlock_wrlock(&shared.lock);
          shared.number += 1;
          pthread_rwlock_unlock(&shared.lock);
        }
      },
      [&] {
        for (int i = 0; i < 100; ++i) {
          pthread_rwlock_rdlock(&shared.lock);
          static_cast<void>(*const_cast<volatile int*>(&shared.number));
          pthread_rwlock_unlock(&shared.lock);
        }
      });
}

/// Two that hold it as readers, one of which writes.
int posix_write_as_reader() {
  ReadMostly& shared = mapped<ReadMostly>();
  const UnseenOrder order;
  const auto add = [&](int step) {
    const_cast<UnseenOrder&>(order).wait_for(step);
    pthread_rwlock_rdlock(&shared.lock);
    shared.number += 1;  // RACE posix_write_as_reader
    pthread_rwlock_unlock(&shared.lock);
    const_cast<UnseenOrder&>(order).done(step + 1);
  };
  return in_two([&] { add(0); }, [&] { add(1); });
}

int posix_spin_lock() {
  struct Spun {
    pthread_spinlock_t lock;
    int number;
  };
  Spun& shared = mapped<Spun>();
  pthread_spin_init(&shared.lock, PTHREAD_PROCESS_SHARED);
  const auto add = [&] {
    pthread_spin_lock(&shared.lock);
    shared.number += 1;
    pthread_spin_unlock(&shared.lock);
  };
  return in_two(add, add);
}

int posix_barrier() {
  struct Met {
    pthread_barrier_t barrier;
    int parts[2];
  };
  Met& shared = mapped<Met>();
  pthread_barrierattr_t kind;
  pthread_barrierattr_init(&kind);
  pthread_barrierattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_barrier_init(&shared.barrier, &kind, 2);
  const auto work = [&](int self) {
    shared.parts[self] = self;
    pthread_barrier_wait(&shared.barrier);
    static_cast<void>(*const_cast<volatile int*>(&shared.parts[1 - self]));
  };
  return in_two([&] { work(0); }, [&] { work(1); });
}

struct Handed {
  sem_t full;
  int number = 0;

  Handed() { sem_init(&full, 1, 0); }
};

void wait_for(sem_t* semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}

int posix_semaphore() {
  Handed& shared = mapped<Handed>();
  return in_two(
      [&] {
        shared.number = 4;
        sem_post(&shared.full);
      },
      [&] {
        wait_for(&shared.full);
        shared.number += 1;
      });
}

int posix_semaphore_too_early() {
  Handed& shared = mapped<Handed>();
  return in_two(
      [&] {
        sem_post(&shared.full);
        shared.number = 4;  // RACE posix_semaphore_too_early
      },
      [&] {
        wait_for(&shared.full);
        shared.number += 1;  // RACE posix_semaphore_too_early
      });
}

/// Opened by each process for itself.
int posix_semaphore_with_a_name() {
  int& number = mapped<int>();
  char name[64];
  snprintf(name, sizeof name, "/racelab_test_%d", static_cast<int>(getpid()));
  const auto opened = [&] {
    sem_t* const semaphore = sem_open(name, O_CREAT, 0600, 0);
    if (semaphore == SEM_FAILED) abort();
    return semaphore;
  };
  const int outcome = in_two(
      [&] {
        number = 4;
        sem_post(opened());
      },
      [&] {
        wait_for(opened());
        number += 1;
      });
  sem_unlink(name);
  return outcome;
}

/// A number and a semaphore of System V, for as long as the process that made them wants them.
class SystemV {
 public:
  int& attached() const { return *static_cast<int*>(shmat(segment_, nullptr, 0)); }
  void operate(short by) const {
    sembuf operation{.sem_num = 0, .sem_op = by, .sem_flg = 0};
    while (semop(set_, &operation, 1) != 0) {
      if (errno != EINTR) abort();
    }
  }
  void remove() const {
    semctl(set_, 0, IPC_RMID);
    shmctl(segment_, IPC_RMID, nullptr);
  }

 private:
  const int set_ = semget(IPC_PRIVATE, 1, 0600);
  const int segment_ = shmget(IPC_PRIVATE, sizeof(int), 0600);
};

int system_v() {
  const SystemV shared;
  const int outcome = in_two(
      [&] {
        shared.attached() = 4;
        shared.operate(1);
      },
      [&] {
        int& number = shared.attached();
        shared.operate(-1);
        number += 1;
      });
  shared.remove();
  return outcome;
}

int system_v_too_early() {
  const SystemV shared;
  const int outcome = in_two(
      [&] {
        int& number = shared.attached();
        shared.operate(1);
        number = 4;  // RACE system_v_too_early
      },
      [&] {
        int& number = shared.attached();
        shared.operate(-1);
        number += 1;  // RACE system_v_too_early
      });
  shared.remove();
  return outcome;
}

constexpr Program kPrograms[] = {
    {"posix_unguarded", posix_unguarded},
    {"posix_mutex", posix_mutex},
    {"posix_mutex_tried_and_timed", posix_mutex_tried_and_timed},
    {"posix_half_locked", posix_half_locked},
    {"posix_condition", posix_condition},
    {"posix_owner_killed", posix_owner_killed},
    {"posix_rwlock", posix_rwlock},
    {"posix_write_as_reader", posix_write_as_reader},
    {"posix_spin_lock", posix_spin_lock},
    {"posix_barrier", posix_barrier},
    {"posix_semaphore", posix_semaphore},
    {"posix_semaphore_too_early", posix_semaphore_too_early},
    {"posix_semaphore_with_a_name", posix_semaphore_with_a_name},
    {"system_v", system_v},
    {"system_v_too_early", system_v_too_early},
};

}  // namespace

std::span<const Program> foreign_lock_programs() { return kPrograms; }

}  // namespace programs
