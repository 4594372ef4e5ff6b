#include "runtime/futex/futex_word.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "runtime/error.h"

namespace mp::futex {

FutexWord::Wait FutexWord::wait(std::uint32_t expected, Deadline deadline) noexcept {
  timespec until;
  const timespec* timeout = nullptr;
  if (deadline != kNever) {
    until = to_timespec(deadline);
    timeout = &until;
  }
  // FUTEX_WAIT_BITSET takes an absolute time, so a wait that a signal interrupts is begun again unchanged.
  for (;;) {
    const long result = syscall(SYS_futex, &value, FUTEX_WAIT_BITSET, expected, timeout, nullptr, FUTEX_BITSET_MATCH_ANY);
    if (result == 0 || errno == EAGAIN) return Wait::kLookAgain;
    if (errno == ETIMEDOUT) return Wait::kTimedOut;
    MP_CHECK(errno == EINTR);
  }
}

int FutexWord::wake(int count) noexcept {
  const long woken = syscall(SYS_futex, &value, FUTEX_WAKE, count, nullptr, nullptr, 0);
  MP_CHECK(woken >= 0);
  return static_cast<int>(woken);
}

int FutexWord::wake_all() noexcept { return wake(INT_MAX); }

}  // namespace mp::futex
