// Who runs: the kernel's number of the calling thread, unique among all living threads of all processes.
//
// The number is read from the kernel once per thread and kept in thread-local memory (a lock asks at every release).
// Fork safety: the forked child's thread has a new number; an at-fork handler forgets the old one, so a child made with fork()
// sees its own. A child made by a bare clone system call is not supported.
// A number is used again after its thread has died: it names an owner for a check or a message, and decides nothing by itself.
#pragma once

#include <cstdint>

namespace mp::futex {

enum class ThreadId : std::uint32_t { kNobody = 0 };

namespace internal {
inline constinit thread_local ThreadId cached_id = ThreadId::kNobody;
ThreadId ask_kernel_for_thread_id() noexcept;
}  // namespace internal

inline ThreadId this_thread() noexcept {
  const ThreadId id = internal::cached_id;
  return id != ThreadId::kNobody ? id : internal::ask_kernel_for_thread_id();
}

}  // namespace mp::futex
