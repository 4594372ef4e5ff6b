#include "runtime/sanitizer/family/lock_waits.h"

#include "runtime/sanitizer/system/hash.h"

namespace race {

unsigned LockWaits::begin(const LockWait& wait) {
  const std::uint64_t start = mix(0, wait.thread);
  for (unsigned probe = 0; probe < kEntries; ++probe) {
    const auto number = static_cast<unsigned>((start + probe) % kEntries);
    Entry& entry = entries_[number];
    std::uint64_t free = 0;
    // Its own: a thread of that number has been killed.
    if (entry.thread.load() != wait.thread && !entry.thread.compare_exchange_strong(free, wait.thread)) continue;
    entry.whole.store(false);
    entry.condemned.store(false);
    entry.wait = wait;
    entry.whole.store(true);
    return number;
  }
  return kNone;
}

void LockWaits::end(unsigned entry) {
  entries_[entry].whole.store(false);
  entries_[entry].thread.store(0);
}

unsigned LockWaits::ring(SyncTable& syncs, unsigned entry, std::span<LockWait, kLongestRing> out) const {
  const std::uint64_t self = entries_[entry].thread.load();
  const Entry* next = &entries_[entry];
  for (unsigned count = 0; next != nullptr && count < kLongestRing; ++count) {
    out[count] = next->wait;
    const std::uint64_t holder = syncs.holding_thread(out[count].lock);
    if (holder == self) return count + 1;
    next = holder == 0 ? nullptr : find(holder);
  }
  return 0;
}

void LockWaits::condemn(std::uint64_t thread) {
  for (Entry& entry : entries_) {
    if (entry.thread.load() == thread) entry.condemned.store(true, std::memory_order_release);
  }
}

const LockWaits::Entry* LockWaits::find(std::uint64_t thread) const {
  const std::uint64_t start = mix(0, thread);
  for (unsigned probe = 0; probe < kEntries; ++probe) {
    const Entry& entry = entries_[(start + probe) % kEntries];
    if (entry.thread.load() == thread) return entry.whole.load() ? &entry : nullptr;
  }
  return nullptr;
}

}  // namespace race
