// Which mutexes a thread holds when it forks, for ThreadSanitizer only; nothing in other builds.
//
// ThreadSanitizer keeps its own record of who holds a mutex. A forked child inherits it, and takes the child's first thread
// for the holder of all that its parent's thread held; another thread of the child that gets the mutex is then reported for a
// "double lock", and accesses that the mutex orders for data races. So the child takes its own thread out of that record.
// Thread safety: each thread notes its own. Where it lives: thread-local memory. Fork safety: that is what it is for.
#pragma once

#include <pthread.h>

namespace mp::futex::held_mutexes {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool kNeeded = true;
#elif defined(__has_feature)
inline constexpr bool kNeeded = __has_feature(thread_sanitizer);
#else
inline constexpr bool kNeeded = false;
#endif

void note_locked(pthread_mutex_t* mutex) noexcept;
void note_unlocked(pthread_mutex_t* mutex) noexcept;

}  // namespace mp::futex::held_mutexes
