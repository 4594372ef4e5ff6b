#include "tool/program/world/overlap.h"

#include <algorithm>

namespace check {
namespace {

bool is_part(const Terms& terms, LocationId place) {
  return terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement;
}

std::size_t depth_of(const Terms& terms, LocationId place) {
  std::size_t depth = 0;
  for (; is_part(terms, place); place = terms[place].parent) ++depth;
  return depth;
}

/// From the root on, the first step at which the two differ for sure decides: they are walked from their ends, and the last one
/// that is met is the first.
bool paths_may_meet(const Terms& terms, LocationId a, LocationId b) {
  if (a == b) return true;
  const std::size_t first = depth_of(terms, a);
  const std::size_t second = depth_of(terms, b);
  for (std::size_t i = second; i < first; ++i) a = terms[a].parent;
  for (std::size_t i = first; i < second; ++i) b = terms[b].parent;
  bool may_meet = true;
  for (; is_part(terms, a) && a != b; a = terms[a].parent, b = terms[b].parent) {
    const PlaceNode& one = terms[a];
    const PlaceNode& other = terms[b];
    if (one.kind != other.kind) {
      may_meet = true;
    } else if (one.kind == PlaceKind::kField) {
      may_meet = may_meet && one.id == other.id;
    } else if (one.value != other.value && terms.is(one.value, ValueKind::kNumber) && terms.is(other.value, ValueKind::kNumber)) {
      may_meet = false;
    }
  }
  return may_meet;
}

/// Memory of one type is not reached as another: places that end in different fields, or one in a field and one not, are apart.
bool ends_may_meet(const Terms& terms, LocationId a, LocationId b) {
  const PlaceNode& first = terms[a];
  const PlaceNode& second = terms[b];
  if (first.kind == PlaceKind::kField && second.kind == PlaceKind::kField) return first.id == second.id;
  return true;
}

/// Whether `place`, in what the pointer at its root leads to, may be `other`, in an object.
bool may_lead_to(World& world, LocationId place, LocationId other) {
  const LocationId pointee = world.terms.root(place);
  const std::uint32_t object = world.terms[world.terms.root(other)].id;
  const auto leads_there = [&](ValueId target) {
    if (!world.terms.is(target, ValueKind::kAddress)) return false;
    const auto start = static_cast<LocationId>(world.terms[target].id);
    if (world.terms[world.terms.root(start)].id != object) return false;
    return paths_may_meet(world.terms, world.terms.rebase(place, pointee, start), other);
  };
  const ValueNode& pointer = world.terms[world.terms[pointee].value];
  // Asked for each store and each known place: what a symbol may be is not copied.
  if (pointer.kind == ValueKind::kSymbol)
    return std::ranges::any_of(world.symbols.targets(static_cast<SymbolId>(pointer.id)).values, leads_there);
  return std::ranges::any_of(world.concrete(world.terms[pointee].value).values, leads_there);
}

}  // namespace

std::vector<LocationId> path_to(const Terms& terms, LocationId place) {
  std::vector<LocationId> path;
  while (terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement) {
    path.push_back(place);
    place = terms[place].parent;
  }
  std::ranges::reverse(path);
  return path;
}

bool may_overlap(World& world, LocationId a, LocationId b) {
  const LocationId first_root = world.terms.root(a);
  const LocationId second_root = world.terms.root(b);
  const PlaceNode& first = world.terms[first_root];
  const PlaceNode& second = world.terms[second_root];
  if (first.kind == PlaceKind::kObject && second.kind == PlaceKind::kObject) {
    return first.id == second.id && paths_may_meet(world.terms, a, b);
  }
  if (first_root == second_root) return paths_may_meet(world.terms, a, b);
  if (!ends_may_meet(world.terms, a, b)) return false;
  if (first.kind == PlaceKind::kObject) return may_lead_to(world, b, a);
  if (second.kind == PlaceKind::kObject) return may_lead_to(world, a, b);
  return true;
}

}  // namespace check
