#include "runtime/sanitizer/report/told_race.h"

#include <bit>

namespace race {

std::string_view kind_of(const Access& access) {
  if (access.atomic) return access.write ? "atomic write" : "atomic read";
  return access.write ? "write" : "read";
}

Touched touched_by_both(const FoundRace& found) {
  const auto common = static_cast<unsigned>(found.race.later.bytes & found.race.earlier.bytes);
  const std::uintptr_t base = found.on ? found.on->begin : 0;
  return {.first = found.race.granule + static_cast<unsigned>(std::countr_zero(common)) - base,
          .last = found.race.granule + static_cast<unsigned>(std::bit_width(common)) - 1 - base};
}

bool is_own_place(const Side& side) { return side.stack.place() != nullptr && is_own(*side.stack.place()); }

std::optional<Object> name_of_lock(std::uintptr_t lock, Family& family) {
  return lock == 0 ? std::nullopt : family.locks.find(lock);
}

const Frame* maker_of(const Mapping& mapping, const ToldRace& race, SymbolizedStack& scratch) {
  scratch.resolve(race.family.stacks.frames(mapping.made_at), race.symbolizer);
  return scratch.place();
}

const Frame* start_of(const Side& side, const ToldRace& race, SymbolizedStack& scratch) {
  if (side.process == nullptr || side.process->started_at == StackId{0}) return nullptr;
  scratch.resolve(race.family.stacks.frames(side.process->started_at), race.symbolizer);
  return scratch.place();
}

}  // namespace race
