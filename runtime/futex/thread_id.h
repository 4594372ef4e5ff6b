// Who runs: the kernel's number of the calling thread, unique among all living threads of all processes; and of its process.
//
// The numbers are read from the kernel once and kept, that of the thread in thread-local memory (a lock asks at every acquire).
// Fork safety: the forked child and its thread have new numbers; an at-fork handler forgets the old ones, so a child made with
// fork() sees its own. A child made by a bare clone system call is not supported.
// A number is used again after its thread has died: it names an owner for a check or a message, and decides nothing by itself.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

namespace mp::futex {

enum class ThreadId : std::uint32_t { kNobody = 0 };

namespace internal {
inline constinit thread_local ThreadId cached_id = ThreadId::kNobody;
inline constinit std::atomic<pid_t> cached_process = 0;
ThreadId ask_kernel_for_thread_id() noexcept;
pid_t ask_kernel_for_process_id() noexcept;
}  // namespace internal

inline ThreadId this_thread() noexcept {
  const ThreadId id = internal::cached_id;
  return id != ThreadId::kNobody ? id : internal::ask_kernel_for_thread_id();
}

inline pid_t this_process() noexcept {
  const pid_t id = internal::cached_process.load(std::memory_order_relaxed);
  return id != 0 ? id : internal::ask_kernel_for_process_id();
}

}  // namespace mp::futex
