// The living objects of the program's in shared memory, for the reports: what lies at an address, who created it where.
//
// Where it lives: in memory of the whole family, as the texts do. All bytes zero: no objects.
// Thread and process safety: a spin lock. Kill safety: an entry counts by its last store.
//
// Invariant: an entry with begin != 0 is whole. A table that is full forgets names, and detects races all the same.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/hooks.h"
#include "runtime/sanitizer/symbols/texts.h"
#include "runtime/sanitizer/system/spin_lock.h"

namespace race {

/// A line of the program's, by texts of the family's.
struct SourcePlace {
  std::string_view file, function;
  unsigned line = 0, column = 0;
};

/// What an object is called, and where it was created.
struct Object {
  std::uintptr_t begin;
  std::size_t bytes;
  std::string_view type;
  SourcePlace created;

  /// The same, for all of the family.
  static Object of(const mp::hooks::Region& region, Texts& texts);
};

class RegionTable {
 public:
  void insert(const Object& object);
  void erase(std::uintptr_t begin);
  /// The object that holds the address.
  std::optional<Object> find(std::uintptr_t address);

 private:
  static constexpr unsigned kRegions = 1 << 16;
  static constexpr unsigned kProbes = 256;  // how far from its place an entry may lie

  struct Entry {
    std::atomic<std::uintptr_t> begin;
    Object object;
  };

  Entry& probe(std::uintptr_t begin, unsigned step);

  SpinLock lock_;
  Entry entries_[kRegions];
};

}  // namespace race
