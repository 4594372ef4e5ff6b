// The shadow of the observed memory: for every 8 bytes of it, a granule, the last accesses to them.
//
// Where it lives: three stretches of address space. The window is where the program's shared memory is mapped; nothing is
// there at first. The cells (128 bytes a granule) and the marks (one byte a granule) are memory of the whole family, which
// only takes pages where they are touched. The Shadow itself is three pointers, private, and alike in all processes.
//
// Thread, process and signal safety: cells change by compare-and-swap only, and nobody waits.
// Kill safety: there is no half-made change.
//
// Invariants:
//   1. The two words of a cell belong to the same access: they are written by one 16-byte compare-and-swap.
//   2. A mark has a bit for each byte of the granule that belongs to a living object of the program's. Bytes without it
//      (the runtime's own, and those that nobody has) are not looked at.
//   3. Of an object that is destroyed no access stays: who gets the memory next starts with empty cells.
//
// Source: ThreadSanitizer's shadow words, 8 cells instead of 4, with the stack inside the cell instead of a trace.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/sanitizer/ids.h"

namespace race {

inline constexpr std::size_t kGranuleBytes = 8;
inline constexpr unsigned kCellsPerGranule = 8;

/// One access of a process to bytes of one granule.
struct Access {
  Sid sid{};
  Epoch epoch{};
  bool write = false;
  bool atomic = false;
  std::uint8_t bytes = 0;  ///< a bit for each byte of the granule
  RecordId record{};       ///< who it was: a Sid is used again
  StackId stack{};

  bool operator==(const Access&) const = default;
};

/// A place for one access. All bytes zero: empty.
class alignas(16) Cell {
 public:
  /// The access, or nothing.
  std::optional<Access> load() const;
  /// Puts `access` in the place of what load() returned. False: somebody was quicker, and nothing has changed.
  bool replace(const std::optional<Access>& expected, const Access& access);
  /// Empties the cell when its access was to any of these bytes.
  void forget(std::uint8_t bytes);

 private:
  std::atomic<std::uint64_t> when_;  // epoch 46, sid 8, atomic 1, write 1, bytes 8
  std::atomic<std::uint64_t> who_;   // record 16, stack 32
};

struct Granule {
  Cell cells[kCellsPerGranule];
};

class Shadow {
 public:
  /// Window, cells and marks for `window_bytes` of the program's shared memory. Each address may be 0: where there is room.
  struct Layout {
    std::size_t window_bytes;
    std::uintptr_t window, cells, marks;
  };
  /// Takes the address space; nothing when the system refuses. A window whose address is given is left unmapped.
  static std::optional<Shadow> map(const Layout& layout);

  bool in_window(std::uintptr_t address) const { return address - window_ < window_bytes_; }
  std::uintptr_t window() const { return window_; }
  std::size_t window_bytes() const { return window_bytes_; }

  /// REQUIRES: in_window(address).
  Granule& granule(std::uintptr_t address) const { return cells_[(address - window_) / kGranuleBytes]; }
  /// Which bytes of the granule are marked.
  std::uint8_t marked(std::uintptr_t address) const {
    return marks_[(address - window_) / kGranuleBytes].load(std::memory_order_acquire);
  }

  /// Marks the bytes of a new object. REQUIRES: they are in the window, and no other process uses them.
  void mark(std::uintptr_t begin, std::size_t bytes) const;
  /// Takes the marks away and forgets the accesses.
  void unmark(std::uintptr_t begin, std::size_t bytes) const;

 private:
  Shadow() = default;
  void forget(std::uintptr_t begin, std::uintptr_t end) const;
  void forget_cells(std::uintptr_t begin, std::uintptr_t end) const;

  std::uintptr_t window_ = 0;
  std::size_t window_bytes_ = 0;
  Granule* cells_ = nullptr;
  std::atomic<std::uint8_t>* marks_ = nullptr;
};

/// The bits of [begin, begin + bytes) within the granule of `address`; 0 where they do not meet.
std::uint8_t bytes_in_granule(std::uintptr_t address, std::uintptr_t begin, std::size_t bytes);

}  // namespace race
