#include "tool/program/races/conflict.h"

#include <algorithm>
#include <initializer_list>

#include "tool/program/races/comparison.h"
#include "tool/program/races/exchange.h"
#include "tool/program/races/parallel.h"

namespace check {
namespace {

/// Since they parted at this level, one of them has become, or started, a process: two instances of one are two processes.
bool are_in_different_processes(const World& world, const Access& a, const Access& b, std::uint32_t level) {
  return std::ranges::any_of(std::initializer_list<ThreadId>{a.thread, b.thread}, [&](ThreadId thread) {
    return std::ranges::any_of(line_below(world, thread, level),
                               [&](ThreadId other) { return world.threads[other].kind == ThreadKind::kProcess; });
  });
}

/// Several threads may get it, one after the other.
bool is_broken_claim(World& world, LocationId claim) {
  const LocationId family = without_indices(world.terms, claim);
  const auto is_like = [&](LocationId other) { return without_indices(world.terms, other) == family; };
  if (std::ranges::any_of(world.broken_claims, is_like)) return true;
  if (world.terms[claim].kind != PlaceKind::kElement) return false;
  const LocationId counter = without_indices(world.terms, world.terms[claim].parent);
  return std::ranges::any_of(world.tickets.spoiled(),
                             [&](LocationId other) { return without_indices(world.terms, other) == counter; });
}

/// `first` is inside of what runs only once, and `second` comes after it: each object has its own flag.
bool is_done_once(const World& world, const Comparison& comparison, const Access& first, const Access& second) {
  return std::ranges::any_of(world.log[first.locks].locks(), [&](const Lock& lock) {
    return std::ranges::any_of(world.log[second.company].order.seen,
                               [&](LocationId flag) { return comparison.is_same_lock(lock.place, flag); });
  });
}

/// `taker` has taken its object out of one structure and put it into another, where `finder` found it.
bool is_found_by(const World& world, const Access& taker, const Access& finder) {
  const std::vector<LocationId>& kept_in = world.log[taker.company].kept_in;
  const std::vector<LocationId>& found_in = world.log[finder.company].found_in;
  return std::ranges::any_of(kept_in, [&](LocationId place) { return std::ranges::binary_search(found_in, place); });
}

}  // namespace

bool may_collide(World& world, const Access& a, const Access& b, std::uint32_t level) {
  if (a.kind == AccessKind::kRead && b.kind == AccessKind::kRead) return false;
  if (a.atomic && b.atomic) return false;
  const bool across_processes = are_in_different_processes(world, a, b, level);
  if (across_processes && !(world.is_shared_by_processes(a.place) && world.is_shared_by_processes(b.place))) return false;
  if (are_in_different_phases(world, a, b)) return false;
  Comparison comparison(world, a, b, level);
  if (!comparison.lay_side_by_side(a.place, b.place)) return false;
  const bool is_first_found = is_found_by(world, a, b);
  const bool is_second_found = is_found_by(world, b, a);
  for (const Lock& first : world.log[a.locks].locks()) {
    if (is_first_found && first.is_of_taker) continue;
    for (const Lock& second : world.log[b.locks].locks()) {
      if (is_second_found && second.is_of_taker) continue;
      if (first.mode == LockMode::kShared && second.mode == LockMode::kShared) continue;
      if (across_processes && !world.is_shared_by_processes(first.place)) continue;  // each process has its own
      if (world.broken_locks.contains(first.place)) continue;
      if (comparison.is_same_lock(first.place, second.place)) return false;
    }
  }
  if (is_done_once(world, comparison, a, b) || is_done_once(world, comparison, b, a)) return false;
  // Both have got what only one thread ever gets.
  for (const LocationId first : world.log[a.company].order.claims) {
    if (is_broken_claim(world, first)) continue;
    for (const LocationId second : world.log[b.company].order.claims) {
      if (comparison.is_same_lock(first, second)) return false;
    }
  }
  return !are_in_exchanged_buffers(world, a, b);
}

const Lock* common_reader_lock(World& world, const Access& a, const Access& b, std::uint32_t level) {
  const bool across_processes = are_in_different_processes(world, a, b, level);
  Comparison comparison(world, a, b, level);
  comparison.lay_side_by_side(a.place, b.place);
  for (const Lock& first : world.log[a.locks].locks()) {
    if (first.mode != LockMode::kShared || (across_processes && !world.is_shared_by_processes(first.place))) continue;
    for (const Lock& second : world.log[b.locks].locks()) {
      if (second.mode == LockMode::kShared && comparison.is_same_lock(first.place, second.place)) return &first;
    }
  }
  return nullptr;
}

}  // namespace check
