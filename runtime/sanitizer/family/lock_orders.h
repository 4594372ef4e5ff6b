// In which order locks are taken while others are held: enough to see that threads may come to wait for each other for ever, also
// in a run in which they do not.
//
// Where it lives: in memory of the whole family. All bytes zero: no orders.
// Thread and process safety: no locks; an entry is claimed by one compare-and-swap, and what is read of it counts where its state
// is the same behind as before. Kill safety: who dies while he writes leaves an entry that nobody uses.
//
// Why a ring of orders is reported: each of its threads holds one lock and may wait for the next one's. Not reported is a ring
// that only one thread has made, and one whose takers all hold one more lock, which lets one of them in at a time; nor an order
// that was made by trying, or with a limit of time, which waits for nobody. Reported is a ring whose threads can never run at
// the same time, as ThreadSanitizer does: nobody promises that they never will.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

#include "runtime/sanitizer/family/lock_sets.h"
#include "runtime/sanitizer/system/ids.h"

namespace race {

struct LockOrder {
  std::uintptr_t held = 0;
  std::uintptr_t taken = 0;
  std::uint64_t thread = 0;  ///< thread_key()
  RecordId process{};
  StackId where{};      ///< `taken` was taken
  LockSetId holding{};  ///< all that the thread held
};

class LockOrders {
 public:
  static constexpr unsigned kLongestRing = 8;

  /// False: it was known, of whichever thread, or there is no room.
  bool note(const LockOrder& order);
  /// Fills `out` with a ring of orders that begins with `first`: each one's taken lock is held in the next, and the last takes
  /// what the first holds. Returns how many; 0: there is none to report.
  unsigned ring(const LockOrder& first, const LockSets& sets, std::span<LockOrder, kLongestRing> out) const;

  /// The lock begins to live: what lay there before is another one.
  void forget(std::uintptr_t lock);
  /// Rises with each forget() of something.
  std::uint32_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  static constexpr unsigned kEntries = 1 << 13;
  static constexpr unsigned kProbes = 64;
  static constexpr unsigned kFilter = 1 << 12;

  struct Entry {
    std::atomic<std::uint32_t> state;  // kFree, kClaimed or kWhole, and how often it was freed
    LockOrder order;

    std::optional<LockOrder> load() const;
  };
  struct Search;

  bool is_known(const LockOrder& order) const;
  bool go_on(Search& search, unsigned length) const;

  std::atomic<std::uint32_t> version_;
  std::atomic<bool> has_orders_[kFilter];  // by a lock's hash: perhaps
  Entry entries_[kEntries];
};

}  // namespace race
