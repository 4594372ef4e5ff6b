// The races that have been found, until they are reported: a report takes a while, and who writes it can be killed.
//
// Where it lives: in memory of the whole family. All bytes zero: none.
// Thread and process safety: a spin lock, held for a copy. Kill safety: an entry counts by its last store.
//
// Invariants:
//   1. A race is noted before its report begins. So what the last reporter did not finish, the first process does at its end.
//   2. One entry for each key; a table that is full forgets what comes, whose like are many then.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "runtime/sanitizer/family/region_table.h"
#include "runtime/sanitizer/family/shadow.h"
#include "runtime/sanitizer/system/spin_lock.h"

namespace race {

/// Two accesses that nothing orders. `earlier` was published before `later` looked.
struct Race {
  std::uintptr_t granule;  ///< address of the 8 bytes; the accesses say which of them
  Access later;
  Access earlier;
};

struct FoundRace {
  Race race;
  std::optional<Object> on;  ///< the object, which may be gone when the race is reported
};

class FoundRaces {
 public:
  static constexpr unsigned kEntries = 1 << 10;

  void note(std::uint64_t key, const FoundRace& found);
  /// The entry with that number, below kEntries, if there is one.
  std::optional<FoundRace> at(unsigned number) const;

 private:
  struct Entry {
    std::uint64_t key;
    FoundRace found;
    std::atomic<bool> whole;
  };

  SpinLock lock_;
  Entry entries_[kEntries];
};

}  // namespace race
