// The living objects of the program's in shared memory, for the reports: what lies at an address, who created it where.
//
// Where it lives: in memory of the whole family; the type's name and the file's name are literals, which lie at the same
// address in every forked process. All bytes zero: no regions.
// Thread and process safety: a spin lock. Kill safety: an entry counts by its last store.
//
// Invariant: an entry with begin != 0 is whole. A table that is full forgets names, and detects races all the same.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "runtime/hooks.h"
#include "runtime/sanitizer/spin_lock.h"

namespace race {

class RegionTable {
 public:
  void insert(const mp::hooks::Region& region);
  void erase(std::uintptr_t begin);
  /// The region that holds the address.
  std::optional<mp::hooks::Region> find(std::uintptr_t address);

 private:
  static constexpr unsigned kRegions = 1 << 16;
  static constexpr unsigned kProbes = 256;  // how far from its place an entry may lie

  struct Entry {
    std::atomic<std::uintptr_t> begin;
    std::size_t bytes;
    const char* type;
    std::size_t type_bytes;
    std::source_location created;
  };

  Entry& probe(std::uintptr_t begin, unsigned step);

  SpinLock lock_;
  Entry entries_[kRegions];
};

}  // namespace race
