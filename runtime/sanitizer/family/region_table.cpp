#include "runtime/sanitizer/family/region_table.h"

#include "runtime/sanitizer/system/hash.h"

namespace race {

Object Object::of(const mp::hooks::Region& region, Texts& texts) {
  return {.begin = reinterpret_cast<std::uintptr_t>(region.begin),
          .bytes = region.bytes,
          .type = texts.keep(region.type),
          .created = {.file = texts.keep(region.created.file_name()),
                      .function = texts.keep(region.created.function_name()),
                      .line = region.created.line(),
                      .column = region.created.column()}};
}

RegionTable::Entry& RegionTable::probe(std::uintptr_t begin, unsigned step) {
  return entries_[(mix(0, begin) + step) % kRegions];
}

void RegionTable::insert(const Object& object) {
  SpinGuard guard(lock_);
  for (unsigned step = 0; guard.held && step < kProbes; ++step) {
    Entry& entry = probe(object.begin, step);
    if (entry.begin.load(std::memory_order_relaxed) != 0) continue;
    entry.object = object;
    entry.begin.store(object.begin, std::memory_order_release);
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

std::optional<Object> RegionTable::find(std::uintptr_t address) {
  SpinGuard guard(lock_);
  for (const Entry& entry : entries_) {
    const std::uintptr_t begin = entry.begin.load(std::memory_order_acquire);
    if (begin == 0 || address < begin || address - begin >= entry.object.bytes) continue;
    return entry.object;
  }
  return std::nullopt;
}

}  // namespace race
