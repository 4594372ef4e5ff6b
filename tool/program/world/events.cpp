#include "tool/program/world/events.h"

namespace check {

std::size_t Event::hash() const {
  std::size_t seed = mix(static_cast<std::size_t>(kind) * 2 + static_cast<std::size_t>(mode), index_of(place));
  seed = mix(mix(mix(seed, index_of(site)), index_of(other)), index_of(thread) + index_of(whom) * 4096);
  return mix(mix(seed, index_of(locks)), index_of(company));
}

void EventLog::record(const Event& event, PathId path) {
  if (known_.insert(event).second) events_.push_back({.event = event, .path = path});
}

void EventLog::clear() {
  known_.clear();
  events_.clear();
}

}  // namespace check
