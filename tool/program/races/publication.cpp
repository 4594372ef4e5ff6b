#include "tool/program/races/publication.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tool/program/races/coverage.h"
#include "tool/program/world/naming.h"
#include "tool/program/world/overlap.h"

namespace check {
namespace {

/// The indices of both, where they stand in the same array.
std::vector<std::pair<ValueId, ValueId>> indices_side_by_side(const World& world, LocationId a, LocationId b) {
  std::vector<std::pair<ValueId, ValueId>> indices;
  const std::vector<LocationId> first = path_to(world.terms, a);
  const std::vector<LocationId> second = path_to(world.terms, b);
  for (std::size_t i = 0; i < first.size() && i < second.size(); ++i) {
    const PlaceNode& one = world.terms[first[i]];
    const PlaceNode& other = world.terms[second[i]];
    if (one.kind == PlaceKind::kElement && other.kind == PlaceKind::kElement) indices.emplace_back(one.value, other.value);
  }
  return indices;
}

bool is_at_least(World& world, ValueId a, ValueId b, std::int64_t distance) {
  const ValueNode& difference = world.terms[world.terms.difference(a, b)];
  return difference.kind == ValueKind::kNumber && difference.number >= distance;
}

/// The index is the number itself, as it was before the thread counted one more.
bool is_count(World& world, ValueId index, const Signal& signal) {
  const auto origin = world.loaded_from.find(index);
  if (origin == world.loaded_from.end() || world.key_of(index).kind != SymbolKind::kResult) return false;
  if (step_at(world, world.sites[load_of(world, index)]).op == Op::kLibrary) return false;  // it counts in the same step
  bool anywhere = false;
  const std::vector<LocationId> places = world.concrete(origin->second, anywhere);
  return places.size() == 1 && !anywhere && world.signals.find(places[0]) == &signal;
}

/// All that the thread stores in the signal is above the index.
bool stores_above(World& world, ThreadId thread, const Signal& signal, ValueId index) {
  const auto values = signal.values.find(thread);
  const bool only_counts = values == signal.values.end();
  if (only_counts) return !signal.places.contains(PostKind::kSet) && is_count(world, index, signal);
  return std::ranges::all_of(values->second, [&](ValueId value) { return is_at_least(world, value, index, 1); });
}

}  // namespace

bool is_published(World& world, const RecordedAccess& writer, const RecordedAccess& reader) {
  const ThreadId thread = writer.access.thread;
  if (world.threads[thread].meets_itself) return false;
  const auto indices = indices_side_by_side(world, writer.access.place, reader.access.place);
  return std::ranges::any_of(world.log[reader.access.company].order.heard, [&](const Heard& heard) {
    const Signal* signal = heard.is_above ? world.signals.find(heard.signal) : nullptr;
    if (signal == nullptr || signal->is_unordered() || signal->posters != std::set<ThreadId>{thread}) return false;
    if (signal->places.contains(PostKind::kDown)) return false;
    const bool is_below = std::ranges::any_of(indices, [&](const auto& pair) {
      return is_at_least(world, heard.value, pair.second, 0) && stores_above(world, thread, *signal, pair.first);
    });
    const auto is_post_later = [&](const auto& posts) { return is_followed_by_post(world, writer, posts.second, false); };
    return is_below && std::ranges::all_of(signal->places, is_post_later);
  });
}

}  // namespace check
