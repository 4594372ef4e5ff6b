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
//   1. A mark has a bit for each byte of the granule that belongs to a living object of the program's. Bytes without it
//      (the runtime's own, and those that nobody has) are not looked at. Behind `all_from` is only the program's own memory.
//   2. Of an object that is destroyed no access stays: who gets the memory next starts with empty cells.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/sanitizer/family/cell.h"

namespace race {

inline constexpr std::size_t kGranuleBytes = 8;
inline constexpr unsigned kCellsPerGranule = 8;

struct Granule {
  Cell cells[kCellsPerGranule];
};

static_assert(sizeof(Granule) == 128);

/// The address of the granule that holds `address`.
constexpr std::uintptr_t granule_begin(std::uintptr_t address) { return address & ~(kGranuleBytes - 1); }

/// The bits of [begin, begin + bytes) within the granule of `address`; 0 where they do not meet.
constexpr std::uint8_t bytes_in_granule(std::uintptr_t address, std::uintptr_t begin, std::size_t bytes) {
  const std::uintptr_t first = granule_begin(address);
  const std::uintptr_t from = begin > first ? begin : first;
  const std::uintptr_t end = begin + bytes < first + kGranuleBytes ? begin + bytes : first + kGranuleBytes;
  return from < end ? static_cast<std::uint8_t>(((1U << (end - from)) - 1) << (from - first)) : 0;
}

class Shadow {
 public:
  /// Window, cells and marks for `window_bytes` of the program's shared memory. Each address may be 0: where there is room.
  struct Layout {
    std::size_t window_bytes;
    std::uintptr_t window, cells, marks;
    std::uintptr_t all_from = UINTPTR_MAX;  ///< from this address on, every byte counts as marked
    int file = -1;                          ///< of memory, which holds the cells and then the marks; -1: there is none
    std::size_t file_offset = 0;
  };
  /// How much of a file it takes.
  static std::size_t file_bytes(const Layout& layout);
  /// Takes the address space; nothing when the system refuses. A window whose address is given is left unmapped.
  static std::optional<Shadow> map(const Layout& layout);

  bool in_window(std::uintptr_t address) const { return address - window_ < window_bytes_; }
  std::uintptr_t window() const { return window_; }
  std::size_t window_bytes() const { return window_bytes_; }

  /// REQUIRES: in_window(address).
  Granule& granule(std::uintptr_t address) const { return cells_[(address - window_) / kGranuleBytes]; }
  /// Which bytes of the granule are marked.
  std::uint8_t marked(std::uintptr_t address) const {
    if (address >= all_from_) return 0xff;
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
  std::uintptr_t all_from_ = UINTPTR_MAX;
  Granule* cells_ = nullptr;
  std::atomic<std::uint8_t>* marks_ = nullptr;
};

}  // namespace race
