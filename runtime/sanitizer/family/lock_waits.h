// Who waits for which lock, without a limit of time: enough to see that some threads wait for each other for ever.
//
// Where it lives: in memory of the whole family. All bytes zero: nobody waits.
// Thread and process safety: no locks; an entry is claimed by one compare-and-swap. Kill safety: the entry of a thread that was
// killed stays; whoever finds a ring asks whether its threads live.
//
// Why no ring is a false alarm: who is noted as a lock's holder (SyncTable::hold) has it, since that is noted after it got the
// lock and taken back before it gives it away. Who is noted as waiting may just have got its lock; but then nobody else is noted
// as its holder, and the ring is not closed. Why every ring is seen: each thread first notes that it waits, and then looks; so
// the last one to come sees all of them. A wait that has a limit goes on by itself, and is not noted.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <span>

#include "runtime/sanitizer/family/sync_table.h"
#include "runtime/sanitizer/system/ids.h"

namespace race {

struct LockWait {
  std::uint64_t thread;  ///< thread_key()
  std::uintptr_t lock;
  RecordId process;
  StackId stack;
};

class LockWaits {
 public:
  static constexpr unsigned kNone = UINT32_MAX;
  static constexpr unsigned kLongestRing = 8;

  /// The number of the entry; kNone when there is no room, and the wait is not looked at.
  unsigned begin(const LockWait& wait);
  void end(unsigned entry);

  /// The waits that stand in each other's way, beginning with that of `entry`; 0: there is no such ring, or a longer one.
  unsigned ring(SyncTable& syncs, unsigned entry, std::span<LockWait, kLongestRing> out) const;

  /// That the thread cannot go on; it may look for that itself.
  void condemn(std::uint64_t thread);
  bool is_condemned(unsigned entry) const { return entries_[entry].condemned.load(std::memory_order_acquire); }

 private:
  static constexpr unsigned kEntries = 1 << 10;

  struct Entry {
    std::atomic<std::uint64_t> thread;  // 0: free
    std::atomic<bool> condemned;
    std::atomic<bool> whole;
    LockWait wait;
  };

  const Entry* find(std::uint64_t thread) const;

  Entry entries_[kEntries];
};

}  // namespace race
