// Locks on files: flock, fcntl and lockf.
//
// A lock stands for its whole file, whatever part of it is locked, which may hide a race and invents none. It goes without a word
// when its holder dies or closes the file: so who gets it knows all that those have done who were seen to take it and not to give
// it back. What shares a lock does not know of the others that share it.
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/system/next_function.h"
#include "runtime/sanitizer/system/system.h"

RACE_FIND(fcntl, int(int, int, ...))
RACE_FIND(lockf, int(int, int, off_t))

namespace race {
namespace {

struct FileLock {
  std::uintptr_t alone, shared;
};

enum class Want { kAlone, kShare, kNothing };

/// Nothing before the plug is in, and for what is no file.
std::optional<FileLock> lock_of(int descriptor) {
  if (g_detector == nullptr) return std::nullopt;
  const std::optional<FileStatus> status = file_status(descriptor);
  if (!status) return std::nullopt;
  const std::uintptr_t key = key_of(status->device, ~status->inode);  // a pipe's messages have another
  return FileLock{.alone = key, .shared = other_key_of(key)};
}

void give_share(const FileLock& lock) {
  detector().unlocking(lock.shared);
  release_to_other_processes();
  detector().release_share(lock.shared);
}

void give_whole(const FileLock& lock) {
  detector().unlocking(lock.alone);
  release_key(lock.alone);
}

/// Before the call. A lock that this thread has not taken may be either, and is only given back by who says so.
void gives(const FileLock& lock, Want want) {
  const bool has_share = detector().holds(lock.shared);
  const bool has_whole = detector().holds(lock.alone);
  const bool is_unknown = !has_share && !has_whole && want == Want::kNothing;
  if (has_share || is_unknown) give_share(lock);
  if (has_whole || is_unknown) give_whole(lock);
}

void took(const FileLock& lock, Want want) {
  if (want == Want::kAlone) detector().acquire_alone(lock.alone, lock.shared);
  if (want == Want::kShare) detector().acquire_share(lock.alone, lock.shared);
  if (want == Want::kNothing) return;
  acquire_from_other_processes();
  detector().locked(want == Want::kAlone ? lock.alone : lock.shared);
}

/// Around the call, which returns -1 when it has not got what it wants.
template <class Call>
int change(int descriptor, Want want, Call call) {
  const std::optional<FileLock> lock = lock_of(descriptor);
  if (lock) gives(*lock, want);
  const int result = call();
  if (lock && result != -1) took(*lock, want);
  return result;
}

Want want_of(short type) { return type == F_WRLCK ? Want::kAlone : type == F_RDLCK ? Want::kShare : Want::kNothing; }

/// The lock that an fcntl is about; nullptr: it is about something else.
const struct flock* lock_of_command(int command, const void* argument) {
  switch (command) {
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
      return static_cast<const struct flock*>(argument);
    default:
      return nullptr;
  }
}

int control(int descriptor, int command, void* argument) {
  const struct flock* const wish = lock_of_command(command, argument);
  if (wish == nullptr) return next_fcntl.get()(descriptor, command, argument);
  return change(descriptor, want_of(wish->l_type), [&] { return next_fcntl.get()(descriptor, command, argument); });
}

int lock_part(int descriptor, int command, off_t bytes) {
  if (command == F_TEST) return next_lockf.get()(descriptor, command, bytes);
  return change(descriptor, command == F_ULOCK ? Want::kNothing : Want::kAlone,
                [&] { return next_lockf.get()(descriptor, command, bytes); });
}

}  // namespace
}  // namespace race

extern "C" int flock(int descriptor, int operation) noexcept {
  const int kind = operation & ~LOCK_NB;
  const race::Want want = kind == LOCK_EX ? race::Want::kAlone : kind == LOCK_SH ? race::Want::kShare : race::Want::kNothing;
  return race::change(descriptor, want, [&] { return static_cast<int>(syscall(SYS_flock, descriptor, operation)); });
}

// The third argument, where there is one, is an int or a pointer: either is passed on in a register.
#define RACE_CONTROL(name)                                \
  extern "C" int name(int descriptor, int command, ...) { \
    va_list more;                                         \
    va_start(more, command);                              \
    void* const argument = va_arg(more, void*);           \
    va_end(more);                                         \
    return race::control(descriptor, command, argument);  \
  }

RACE_CONTROL(fcntl)
RACE_CONTROL(fcntl64)

extern "C" int lockf(int descriptor, int command, off_t bytes) { return race::lock_part(descriptor, command, bytes); }
extern "C" int lockf64(int descriptor, int command, off64_t bytes) { return race::lock_part(descriptor, command, bytes); }
