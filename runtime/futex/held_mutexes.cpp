#include "runtime/futex/held_mutexes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "runtime/error.h"

// ThreadSanitizer's interface for mutexes; absent in other builds, where nobody calls what stands below.
extern "C" {
[[gnu::weak]] void __tsan_mutex_pre_unlock(void* mutex, unsigned flags);
[[gnu::weak]] void __tsan_mutex_post_unlock(void* mutex, unsigned flags);
}

namespace mp::futex::held_mutexes {

namespace {

/// More than any thread holds at once; a thread that holds more is only reported as it would be without this file.
constexpr std::size_t kMost = 64;

constinit thread_local std::array<pthread_mutex_t*, kMost> held{};
constinit thread_local std::size_t count = 0;

void let_go_in_child() {
  for (; count > 0; --count) {
    __tsan_mutex_pre_unlock(held[count - 1], 0);
    __tsan_mutex_post_unlock(held[count - 1], 0);
  }
}

}  // namespace

void note_locked(pthread_mutex_t* mutex) noexcept {
  static const int registered = pthread_atfork(nullptr, nullptr, let_go_in_child);
  MP_CHECK(registered == 0);
  if (count < kMost) held[count++] = mutex;
}

void note_unlocked(pthread_mutex_t* mutex) noexcept {
  const auto end = held.begin() + static_cast<std::ptrdiff_t>(count);
  const auto last = std::find(std::make_reverse_iterator(end), held.rend(), mutex);
  if (last == held.rend()) return;
  std::move(last.base(), end, last.base() - 1);
  --count;
}

}  // namespace mp::futex::held_mutexes
