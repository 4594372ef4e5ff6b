// Which locks were held at an access: sets of locks, each kept once, with a number that fits into a cell of the shadow.
//
// Where it lives: in memory of the whole family. All bytes zero: only the empty set is known.
// Thread, process and signal safety: no locks, and nobody waits. Kill safety: who dies while it writes a set costs the table one
// entry, which nobody reads.
//
// Invariants:
//   1. An entry is written once, by whoever claimed it, and is whole before its number is given out.
//   2. For reports only: whether two accesses race is decided by their clocks. So a set that finds no room, or holds more locks
//      than are written down, loses words and no race.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "runtime/sanitizer/system/ids.h"

namespace race {

inline constexpr unsigned kMaxLocksNamed = 7;  // of a set

/// In the order in which they were acquired.
struct LockSet {
  std::uint32_t count;  ///< may be more than are named
  std::uintptr_t locks[kMaxLocksNamed];

  std::span<const std::uintptr_t> named() const { return {locks, count < kMaxLocksNamed ? count : kMaxLocksNamed}; }
  bool operator==(const LockSet& other) const;
};

class LockSets {
 public:
  /// The number of the set; kUnknownLocks when there is no room.
  LockSetId insert(const LockSet& set);
  /// REQUIRES: `id` is neither kNoLocks nor kUnknownLocks.
  const LockSet& at(LockSetId id) const { return entries_[index(id)].set; }

 private:
  static constexpr unsigned kEntries = 1 << 16;
  static constexpr unsigned kProbes = 64;
  enum class State : std::uint32_t { kFree, kClaimed, kWhole };

  struct Entry {
    std::atomic<State> state;
    LockSet set;
  };

  Entry entries_[kEntries];
};

/// The locks that one thread holds.
class HeldLocks {
 public:
  constexpr HeldLocks() = default;

  void add(std::uintptr_t lock);
  /// Does nothing when it is not among them.
  void remove(std::uintptr_t lock);
  /// Whether it is among those that are named.
  bool contains(std::uintptr_t lock) const;
  /// In a forked child, which holds nothing.
  void clear() { *this = {}; }

  std::span<const std::uintptr_t> named() const { return held_.named(); }
  LockSetId id(LockSets& sets);

 private:
  LockSet held_{};
  LockSetId id_ = kNoLocks;
  bool has_id_ = true;
};

}  // namespace race
