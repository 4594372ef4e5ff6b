// A cell of the shadow: the place for one access to one granule (8 bytes) of the program's memory.
//
// Where it lives: in memory of the whole family. All bytes zero: empty.
// Thread, process and signal safety: no locks, and nobody waits. Kill safety: there is no half-made change.
//
// Invariant: the two words belong to the same access. They are written by one 16-byte compare-and-swap, and a reader takes
// them only if the first one has not changed while it read the second.
//
// Source: ThreadSanitizer's shadow words, with the stack inside the cell instead of a trace beside it.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "runtime/sanitizer/ids.h"

namespace race {

/// One access of a process to bytes of one granule.
struct Access {
  Sid sid{};
  Epoch epoch{};
  bool write = false;
  bool atomic = false;
  std::uint8_t bytes = 0;  ///< a bit for each byte of the granule
  RecordId record{};       ///< who it was: a Sid is used again
  LockSetId locks{};       ///< that its thread held
  StackId stack{};

  bool operator==(const Access&) const = default;
};

/// An access as it is stored.
struct CellWords {
  std::uint64_t when = 0;  ///< epoch 46, sid 8, atomic 1, write 1, bytes 8; 0: there is none, since an access has bytes
  std::uint64_t who = 0;   ///< locks 16, record 16, stack 32

  static constexpr std::uint64_t kWriteBit = 1U << 8;
  static constexpr std::uint64_t kAtomicBit = 1U << 9;
  static constexpr unsigned kSidShift = 10;
  static constexpr unsigned kEpochShift = 18;
  static constexpr unsigned kRecordShift = 32;
  static constexpr unsigned kLocksShift = 48;

  static constexpr std::uint64_t when_of(Epoch epoch, Sid sid, bool write, bool atomic, std::uint8_t bytes) {
    return static_cast<std::uint64_t>(epoch) << kEpochShift | std::uint64_t{index(sid)} << kSidShift | (atomic ? kAtomicBit : 0) |
           (write ? kWriteBit : 0) | bytes;
  }
  static constexpr CellWords of(const Access& access) {
    return {.when = when_of(access.epoch, access.sid, access.write, access.atomic, access.bytes),
            .who = std::uint64_t{index(access.locks)} << kLocksShift | std::uint64_t{index(access.record)} << kRecordShift |
                   static_cast<std::uint32_t>(access.stack)};
  }
  constexpr Access access() const {
    return {.sid = Sid{static_cast<std::uint8_t>(when >> kSidShift)},
            .epoch = Epoch{when >> kEpochShift},
            .write = (when & kWriteBit) != 0,
            .atomic = (when & kAtomicBit) != 0,
            .bytes = static_cast<std::uint8_t>(when),
            .record = RecordId{static_cast<std::uint16_t>(who >> kRecordShift)},
            .locks = LockSetId{static_cast<std::uint16_t>(who >> kLocksShift)},
            .stack = StackId{static_cast<std::uint32_t>(who)}};
  }
  constexpr unsigned __int128 whole() const { return static_cast<unsigned __int128>(who) << 64 | when; }
};

class alignas(16) Cell {
 public:
  /// The access, or nothing.
  std::optional<Access> load() const {
    for (;;) {
      const std::uint64_t when = when_.load(std::memory_order_acquire);
      if (when == 0) return std::nullopt;
      const std::uint64_t who = who_.load(std::memory_order_acquire);
      if (when_.load(std::memory_order_acquire) == when) return CellWords{when, who}.access();
    }
  }

  /// Whether the access is one that has this first word.
  bool tells(std::uint64_t when) const { return when_.load(std::memory_order_acquire) == when; }

  /// Puts `access` in the place of what load() returned. False: somebody was quicker, and nothing has changed.
  bool replace(const std::optional<Access>& expected, const Access& access) {
    return swap(expected ? CellWords::of(*expected) : CellWords{}, CellWords::of(access));
  }

  /// Empties the cell when its access was to any of these bytes.
  void forget(std::uint8_t bytes) {
    for (std::optional<Access> access = load(); access && (access->bytes & bytes) != 0; access = load()) {
      swap(CellWords::of(*access), {});
    }
  }

 private:
  bool swap(const CellWords& expected, const CellWords& wanted);

  std::atomic<std::uint64_t> when_;
  std::atomic<std::uint64_t> who_;
};

static_assert(sizeof(Cell) == 16);

}  // namespace race
