#include "tool/program/races/exchange.h"

#include <algorithm>

#include "tool/program/races/conflict.h"
#include "tool/program/races/parallel.h"

namespace check {
namespace {

/// What the pointer leads to at first, if that is one object.
std::optional<ValueId> first_target(const World& world, const Exchange& exchange) {
  if (exchange.others.empty()) return std::nullopt;
  const ValueId target = exchange.others.begin()->second;
  const bool is_one = world.terms.is(target, ValueKind::kAddress) && world.terms.is_definite(target) &&
                      !world.terms.any_atom(target, [](ValueId) { return true; });
  const auto is_same = [&](const auto& other) { return other.second == target; };
  return is_one && std::ranges::all_of(exchange.others, is_same) ? std::optional(target) : std::nullopt;
}

bool are_exchanged(const World& world, LocationId a, LocationId b) {
  const auto one = world.exchanges.find(a);
  const auto other = world.exchanges.find(b);
  if (one == world.exchanges.end() || other == world.exchanges.end()) return false;
  const std::optional<ValueId> first = first_target(world, one->second);
  const std::optional<ValueId> second = first_target(world, other->second);
  const auto all_from = [](const Exchange& exchange, LocationId pointer) {
    return !exchange.from.empty() && std::ranges::all_of(exchange.from, [&](const auto& each) { return each.second == pointer; });
  };
  return first && second && *first != *second && all_from(one->second, b) && all_from(other->second, a);
}

/// Nobody can change the pointer at the time of the access that goes through it.
bool is_steady(World& world, const Access& access, LocationId pointer) {
  Access look = access;
  look.place = pointer;
  look.kind = AccessKind::kRead;
  look.atomic = false;
  return std::ranges::none_of(world.log.accesses(), [&](const RecordedAccess& other) {
    const Access& change = other.access;
    if (change.place != pointer || change.kind == AccessKind::kRead) return false;
    const std::vector<std::uint32_t> levels = parting_levels(world, look, change);
    return std::ranges::any_of(levels, [&](std::uint32_t level) { return may_collide(world, look, change, level); });
  });
}

}  // namespace

bool are_in_exchanged_buffers(World& world, const Access& a, const Access& b) {
  const std::optional<LocationId> first = world.log[a.company].through;
  const std::optional<LocationId> second = world.log[b.company].through;
  if (!first || !second || *first == *second || !are_exchanged(world, *first, *second)) return false;
  return is_steady(world, a, *first) && is_steady(world, b, *second);
}

}  // namespace check
