#include "tool/program/world/lock_order.h"

#include <vector>

namespace check {
namespace {

using Edges = std::map<LocationId, std::set<LocationId>>;

bool leads_to(const Edges& edges, LocationId from, LocationId wanted) {
  std::set<LocationId> seen = {from};
  std::vector<LocationId> waiting = {from};
  while (!waiting.empty()) {
    const auto next = edges.find(waiting.back());
    waiting.pop_back();
    if (next == edges.end()) continue;
    if (next->second.contains(wanted)) return true;
    for (const LocationId place : next->second) {
      if (seen.insert(place).second) waiting.push_back(place);
    }
  }
  return false;
}

}  // namespace

void LockOrder::note(const Lockset& held, LocationId taken, SiteId site) {
  for (const Lock& lock : held.locks()) {
    if (lock.place == taken)
      again_.insert(site);
    else
      taken_under_[lock.place].insert(taken);
  }
}

void LockOrder::clear() {
  again_.clear();
  taken_under_.clear();
}

std::size_t LockOrder::in_circles() const {
  std::size_t count = 0;
  for (const auto& [held, taken] : taken_under_) {
    for (const LocationId place : taken) count += leads_to(taken_under_, place, held) ? 1 : 0;
  }
  return count;
}

}  // namespace check
