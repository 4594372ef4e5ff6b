// A fence between what this thread does before it and after it, as all other processors see it: stores before loads, too.
//
// It is std::atomic_thread_fence(std::memory_order_seq_cst). Clang 19 compiles that to mfence, GCC 12 to what stands here: a
// locked instruction that changes nothing, which orders all that normal memory needs (Intel's manual, volume 3, 9.2.3).
#pragma once

#include <atomic>

namespace mp::futex {

inline void full_fence() noexcept {
#if defined(__x86_64__)
  asm volatile("lock; orq $0, (%%rsp)" ::: "memory", "cc");
#else
  std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

}  // namespace mp::futex
