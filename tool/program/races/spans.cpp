#include "tool/program/races/spans.h"

#include <algorithm>
#include <optional>
#include <set>

#include "tool/program/races/bounds.h"

namespace check {
namespace {

std::set<ValueId> begins_of(World& world, ValueId value) {
  std::set<ValueId> begins;
  for (const Choice& choice : choices_of(world, value)) {
    if (const std::optional<Bounds> bounds = bounds_of(world, value, choice)) begins.insert(bounds->low);
  }
  return begins;
}

}  // namespace

bool begin_parts(const World& world, const std::vector<LocationId>& a, const std::vector<LocationId>& b, std::size_t next) {
  const auto is_part = [&](const std::vector<LocationId>& path) {
    if (next >= path.size()) return false;
    const PlaceNode& node = world.terms[path[next]];
    return node.kind == PlaceKind::kField && static_cast<NameId>(node.id) == world.part_field;
  };
  return is_part(a) && is_part(b);
}

bool begin_elsewhere(World& world, ValueId a, ValueId b, const std::function<bool(ValueId)>& is_common) {
  const std::set<ValueId> first = begins_of(world, a);
  const std::set<ValueId> second = begins_of(world, b);
  const auto is_behind = [&](ValueId one, ValueId other) {
    const ValueId distance = world.terms.difference(one, other);
    if (distance == kUnknownValue || world.terms.is_number(distance, 0)) return false;
    return !world.terms.any_atom(distance, [&](ValueId atom) { return !is_common(atom); }) && is_at_least(world, distance, 0);
  };
  return std::ranges::any_of(first, [&](ValueId one) {
    return !second.contains(one) && std::ranges::any_of(second, [&](ValueId other) {
      return !first.contains(other) && (is_behind(one, other) || is_behind(other, one));
    });
  });
}

}  // namespace check
