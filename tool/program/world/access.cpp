#include "tool/program/world/access.h"

namespace check {

std::size_t Company::hash() const {
  std::size_t seed = running.size();
  for (const Running& thread : running) seed = mix(mix(seed, index_of(thread.thread)), index_of(thread.instance));
  for (const ThreadId thread : over) seed = mix(seed, index_of(thread));
  for (const JoinMark& mark : joined) seed = mix(mix(seed, index_of(mark.thread)), index_of(mark.index));
  seed = mix(seed, order.hash());
  for (const LocationId place : unset) seed = mix(seed, index_of(place));
  for (const Phase& phase : phases) seed = mix(mix(seed, index_of(phase.barrier)), index_of(phase.count));
  for (const ValueId difference : nonzero) seed = mix(seed, index_of(difference));
  for (const auto* places : {&kept_in, &found_in}) {
    for (const LocationId place : *places) seed = mix(seed, index_of(place));
  }
  return through ? mix(seed, index_of(*through)) : seed;
}

std::size_t Access::hash() const {
  std::size_t seed = mix(index_of(place), static_cast<std::size_t>(kind) * 2 + (atomic ? 1 : 0));
  seed = mix(mix(seed, index_of(site)), index_of(thread));
  return mix(mix(seed, index_of(locks)), index_of(company));
}

void AccessLog::record(const Access& access, PathId path) {
  const auto [found, is_new] = known_.try_emplace(access, accesses_.size());
  if (is_new) accesses_.push_back({.access = access, .path = path});
}

void AccessLog::clear() {
  known_.clear();
  accesses_.clear();
}

}  // namespace check
