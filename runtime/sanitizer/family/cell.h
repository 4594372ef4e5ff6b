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

#include "runtime/sanitizer/system/ids.h"

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

/// The first word of an access as it is stored: epoch 46, sid 8, atomic 1, write 1, bytes 8. It says all that makes a race, and
/// not who it was.
class When {
 public:
  constexpr When() = default;  ///< no access, since an access has bytes
  explicit constexpr When(std::uint64_t word) : word_(word) {}
  constexpr When(Epoch epoch, Sid sid, bool write, bool atomic, std::uint8_t bytes)
      : word_(static_cast<std::uint64_t>(epoch) << kEpochShift | std::uint64_t{index(sid)} << kSidShift |
              (atomic ? kAtomicBit : 0) | (write ? kWriteBit : 0) | bytes) {}
  static constexpr When of(const Access& access) { return {access.epoch, access.sid, access.write, access.atomic, access.bytes}; }

  constexpr bool is_none() const { return word_ == 0; }
  constexpr Sid sid() const { return Sid{static_cast<std::uint8_t>(word_ >> kSidShift)}; }
  constexpr Epoch epoch() const { return Epoch{word_ >> kEpochShift}; }
  constexpr bool write() const { return (word_ & kWriteBit) != 0; }
  constexpr bool atomic() const { return (word_ & kAtomicBit) != 0; }
  constexpr std::uint8_t bytes() const { return static_cast<std::uint8_t>(word_); }

  /// Of one process in one epoch.
  constexpr bool is_beside(When other) const { return (word_ ^ other.word_) >> kSidShift == 0; }
  /// Whether each race that `other` can be part of, by its bytes and its kind, this can be part of, too.
  constexpr bool is_as_strong_as(When other) const {
    return (other.word_ & ~word_ & (kBytes | kWriteBit)) == 0 && (word_ & ~other.word_ & kAtomicBit) == 0;
  }
  constexpr When as_write() const { return When(word_ | kWriteBit); }
  constexpr When with(std::uint8_t bytes) const { return When(word_ | bytes); }

  constexpr std::uint64_t word() const { return word_; }
  constexpr bool operator==(const When&) const = default;

 private:
  static constexpr std::uint64_t kBytes = 0xff;
  static constexpr std::uint64_t kWriteBit = 1U << 8;
  static constexpr std::uint64_t kAtomicBit = 1U << 9;
  static constexpr unsigned kSidShift = 10;
  static constexpr unsigned kEpochShift = 18;

  std::uint64_t word_ = 0;
};

/// An access as it is stored.
struct CellWords {
  When when = {};
  std::uint64_t who = 0;  ///< locks 16, record 16, stack 32

  static constexpr unsigned kRecordShift = 32;
  static constexpr unsigned kLocksShift = 48;

  static constexpr CellWords of(const Access& access) {
    return {.when = When::of(access),
            .who = std::uint64_t{index(access.locks)} << kLocksShift | std::uint64_t{index(access.record)} << kRecordShift |
                   static_cast<std::uint32_t>(access.stack)};
  }
  constexpr Access access() const {
    return {.sid = when.sid(),
            .epoch = when.epoch(),
            .write = when.write(),
            .atomic = when.atomic(),
            .bytes = when.bytes(),
            .record = RecordId{static_cast<std::uint16_t>(who >> kRecordShift)},
            .locks = LockSetId{static_cast<std::uint16_t>(who >> kLocksShift)},
            .stack = StackId{static_cast<std::uint32_t>(who)}};
  }
  constexpr unsigned __int128 whole() const { return static_cast<unsigned __int128>(who) << 64 | when.word(); }
};

class alignas(16) Cell {
 public:
  /// The access, or nothing.
  std::optional<Access> load() const {
    for (;;) {
      const When seen = when();
      if (seen.is_none()) return std::nullopt;
      const std::uint64_t who = who_.load(std::memory_order_acquire);
      if (when() == seen) return CellWords{seen, who}.access();
    }
  }

  When when() const { return When(when_.load(std::memory_order_acquire)); }

  /// Puts `access` in the place of the one that when() returned, and returns that one. Nothing: somebody was quicker, and nothing
  /// has changed.
  std::optional<CellWords> replace(When expected, const Access& access) {
    const CellWords old{expected, expected.is_none() ? 0 : who_.load(std::memory_order_acquire)};
    return swap(old, CellWords::of(access)) ? std::optional(old) : std::nullopt;
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
