#include "runtime/sanitizer/system/spin_lock.h"

#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

constexpr unsigned kSpins = 200;           // before the first look at the owner; a table entry takes fewer
constexpr long kPauseNanoseconds = 50000;  // between two looks

}  // namespace

bool SpinLock::lock() {
  const std::uint64_t self = thread_key();
  for (unsigned round = 1;; ++round) {
    std::uint64_t owner = 0;
    if (owner_.compare_exchange_strong(owner, self, std::memory_order_acquire)) return true;
    if (owner == self) return false;
    if (round < kSpins) {
      __builtin_ia32_pause();
      continue;
    }
    if (is_thread_dead(owner) && owner_.compare_exchange_strong(owner, self, std::memory_order_acquire)) return true;
    pause_thread(kPauseNanoseconds);
  }
}

}  // namespace race
