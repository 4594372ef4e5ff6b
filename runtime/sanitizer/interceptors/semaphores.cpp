// Semaphores: those of POSIX in shared memory or with a name, and those of System V.
//
// Who has come through knows what was done before anything that was ever posted there, which may hide a race and invents none. A
// semaphore with a name lies where libc has mapped it, so its name stands for it.
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/system/hash.h"

namespace race {
namespace {

/// Semaphores with names that this process has opened. Private; a forked child has its parent's.
class NamedSemaphores {
 public:
  /// Of more than fit, the last is not remembered, and orders nothing.
  void note(const sem_t* semaphore, std::uintptr_t key) {
    for (Entry& entry : entries_) {
      const sem_t* there = entry.semaphore.load(std::memory_order_acquire);
      if (there != nullptr && there != semaphore) continue;
      entry.key.store(key, std::memory_order_relaxed);
      entry.semaphore.store(semaphore, std::memory_order_release);
      return;
    }
  }
  /// 0: it has no name.
  std::uintptr_t key(const sem_t* semaphore) const {
    for (const Entry& entry : entries_) {
      const sem_t* const there = entry.semaphore.load(std::memory_order_acquire);
      if (there == nullptr) return 0;
      if (there == semaphore) return entry.key.load(std::memory_order_relaxed);
    }
    return 0;
  }

 private:
  struct Entry {
    std::atomic<const sem_t*> semaphore;
    std::atomic<std::uintptr_t> key;
  };
  Entry entries_[64];
};

constinit NamedSemaphores g_named{};

/// What stands for the semaphore; 0: it is nobody else's.
std::uintptr_t key_of_semaphore(const sem_t* semaphore) {
  if (g_detector == nullptr) return 0;
  return is_shared(semaphore) ? address_of(semaphore) : g_named.key(semaphore);
}

void came_through(const sem_t* semaphore, int error) {
  if (error != 0) return;
  if (const std::uintptr_t key = key_of_semaphore(semaphore)) acquire_key(key);
}

bool gives(const sembuf& operation) { return operation.sem_op > 0; }
bool takes(const sembuf& operation) { return operation.sem_op <= 0; }

std::uintptr_t key_of_set(int set, const sembuf& operation) {
  return key_of(static_cast<unsigned>(set), operation.sem_num + std::uintptr_t{1});
}

/// The whole call, whose operations happen at once.
int operate(int set, sembuf* operations, size_t count, const timespec* timeout) {
  for (size_t i = 0; g_detector != nullptr && i < count; ++i) {
    if (gives(operations[i])) release_key(key_of_set(set, operations[i]));
  }
  const int result = static_cast<int>(syscall(SYS_semtimedop, set, operations, count, timeout));
  for (size_t i = 0; g_detector != nullptr && result == 0 && i < count; ++i) {
    if (takes(operations[i])) acquire_key(key_of_set(set, operations[i]));
  }
  return result;
}

}  // namespace
}  // namespace race

#define RACE_SEMAPHORE_WAIT(name, exception, parameters, arguments) \
  extern "C" int __interceptor_##name parameters;                   \
  extern "C" int name parameters exception {                        \
    const race::ProgramFrame frame(race::caller_of_entry_point());  \
    const int error = __interceptor_##name arguments;               \
    race::came_through(semaphore, error);                           \
    return error;                                                   \
  }

RACE_SEMAPHORE_WAIT(sem_wait, , (sem_t * semaphore), (semaphore))
RACE_SEMAPHORE_WAIT(sem_trywait, noexcept, (sem_t * semaphore), (semaphore))
RACE_SEMAPHORE_WAIT(sem_timedwait, , (sem_t * semaphore, const timespec* until), (semaphore, until))

extern "C" int __interceptor_sem_post(sem_t* semaphore);
extern "C" int sem_post(sem_t* semaphore) noexcept {
  if (const std::uintptr_t key = race::key_of_semaphore(semaphore)) race::release_key(key);
  return __interceptor_sem_post(semaphore);
}

extern "C" sem_t* __interceptor_sem_open(const char* name, int flags, ...);
extern "C" sem_t* sem_open(const char* name, int flags, ...) noexcept {
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  const auto value = (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0;
  va_end(more);
  sem_t* const semaphore = __interceptor_sem_open(name, flags, mode, value);
  if (semaphore != SEM_FAILED) race::g_named.note(semaphore, race::key_of(race::mix(name), 0));
  return semaphore;
}

extern "C" int semop(int set, sembuf* operations, size_t count) noexcept {
  return race::operate(set, operations, count, nullptr);
}
extern "C" int semtimedop(int set, sembuf* operations, size_t count, const timespec* timeout) noexcept {
  return race::operate(set, operations, count, timeout);
}
