#include "runtime/sanitizer/region_table.h"

#include "runtime/sanitizer/hash.h"

namespace race {

RegionTable::Entry& RegionTable::probe(std::uintptr_t begin, unsigned step) {
  return entries_[(mix(0, begin) + step) % kRegions];
}

void RegionTable::insert(const mp::hooks::Region& region) {
  const auto begin = reinterpret_cast<std::uintptr_t>(region.begin);
  SpinGuard guard(lock_);
  for (unsigned step = 0; guard.held && step < kProbes; ++step) {
    Entry& entry = probe(begin, step);
    if (entry.begin.load(std::memory_order_relaxed) != 0) continue;
    entry.bytes = region.bytes;
    entry.type = region.type.data();
    entry.type_bytes = region.type.size();
    entry.created = region.created;
    entry.begin.store(begin, std::memory_order_release);
    return;
  }
}

// No tombstones: a search looks at all places that an entry may have.
void RegionTable::erase(std::uintptr_t begin) {
  SpinGuard guard(lock_);
  for (unsigned step = 0; guard.held && step < kProbes; ++step) {
    Entry& entry = probe(begin, step);
    if (entry.begin.load(std::memory_order_relaxed) == begin) entry.begin.store(0, std::memory_order_release);
  }
}

std::optional<mp::hooks::Region> RegionTable::find(std::uintptr_t address) {
  SpinGuard guard(lock_);
  for (const Entry& entry : entries_) {
    const std::uintptr_t begin = entry.begin.load(std::memory_order_acquire);
    if (begin == 0 || address < begin || address - begin >= entry.bytes) continue;
    return mp::hooks::Region{.begin = reinterpret_cast<const void*>(begin),
                             .bytes = entry.bytes,
                             .type = {entry.type, entry.type_bytes},
                             .created = entry.created};
  }
  return std::nullopt;
}

}  // namespace race
