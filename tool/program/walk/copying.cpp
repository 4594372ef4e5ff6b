// Objects that are copied, and containers that are moved: what the one holds, the other holds afterwards.
#include <algorithm>
#include <utility>
#include <vector>

#include "tool/program/walk/step_runner.h"

namespace check {

/// What a copy found at the place stays known as long as a load would know it.
void StepRunner::note_copied(LocationId place, ValueId value) {
  world_.loaded_from[value] = place;
  if (state().locks.empty()) return;
  if (world_.terms.is_definite(place)) {
    remember(place, value);
  } else {
    insert_sorted(state().glimpses, {.place = place, .value = value});
  }
}

void StepRunner::run_copy() {
  if (!world_.terms.points(input(0)) || !world_.terms.points(input(1))) return;
  const LocationId to = world_.terms.target(input(0));
  const LocationId from = world_.terms.target(input(1));
  if (to == from) return;
  copy(to, from);
  if (step_->number != 1) return;
  forget(from);
  take_whole(to, from);
}

/// Copies what one object holds into another: what this way knows of it, and for the rest what it may hold at any time.
void StepRunner::copy(LocationId to, LocationId from) {
  forget_overlapping(to);
  std::vector<std::pair<LocationId, ValueId>> known;
  (is_own_local(from) ? state().locals : state().memory).for_each([&](LocationId place, ValueId value) {
    if (world_.terms.is_inside(place, from)) known.emplace_back(place, value);
  });
  for (const auto& [place, value] : known) store(world_.terms.rebase(place, from, to), value);
  if (is_own_local(from)) return;
  bool anywhere = false;
  for (const LocationId source : world_.concrete(from, anywhere)) {
    for (const LocationId place : world_.memory.places_inside(source)) {
      const LocationId target = world_.terms.rebase(place, source, to);
      const bool is_known =
          std::ranges::any_of(known, [&](const auto& cell) { return world_.terms.rebase(cell.first, from, to) == target; });
      if (is_known) continue;
      const Targets targets = world_.memory.read(place);
      const ValueId symbol = world_.symbol(
          {.kind = SymbolKind::kMerged, .path = path_at(frame_, block_), .a = block_, .b = static_cast<std::uint32_t>(target)});
      world_.symbols.add(static_cast<SymbolId>(world_.terms[symbol].id), targets);
      const bool is_one = targets.values.size() == 1 && !targets.anything && world_.terms.is_definite(*targets.values.begin());
      if (!is_one) note_copied(world_.terms.rebase(place, source, from), symbol);
      store(target, is_one ? *targets.values.begin() : symbol);
    }
  }
}

}  // namespace check
