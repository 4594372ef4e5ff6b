#include "runtime/sanitizer/family/found_races.h"

namespace race {

void FoundRaces::note(std::uint64_t key, const FoundRace& found) {
  SpinGuard guard(lock_);
  if (!guard.held) return;
  for (Entry& entry : entries_) {
    if (entry.whole.load(std::memory_order_acquire)) {
      if (entry.key == key) return;
      continue;
    }
    entry.key = key;
    entry.found = found;
    entry.whole.store(true, std::memory_order_release);
    return;
  }
}

std::optional<FoundRace> FoundRaces::at(unsigned number) const {
  const Entry& entry = entries_[number];
  return entry.whole.load(std::memory_order_acquire) ? std::optional(entry.found) : std::nullopt;
}

}  // namespace race
