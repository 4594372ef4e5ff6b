// A lock that is held while its thread waits for something else that may take long, although others want it.
#include <fmt/core.h>

#include <optional>
#include <set>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"
#include "tool/program/races/meeting.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

std::string deed_of(const World& world, SiteId site) {
  const Step& step = step_at(world, world.sites[site]);
  const std::string text = text_at(world, world.sites[site]);
  switch (step.model) {
    case Model::kBlock:
      return fmt::format("calls '{}'", text);
    case Model::kJoin:
      return "waits for the end of a thread";
    default:
      return fmt::format("waits for '{}'", text);
  }
}

/// Another that takes the lock, and may have to wait for this one.
const RecordedEvent* who_wants(const World& world, const Event& event, const Lock& lock) {
  for (const RecordedEvent& other : world.events.events()) {
    if (other.event.kind != EventKind::kTake || other.event.place != lock.place) continue;
    if (other.event.mode == LockMode::kShared && lock.mode == LockMode::kShared) continue;
    if (!is_common(world, lock.place, event.thread, other.event.thread)) continue;
    if (meeting_level(world, as_access(event), as_access(other.event))) return &other;
  }
  return nullptr;
}

}  // namespace

std::vector<Finding> find_over_locked(World& world) {
  std::vector<Finding> findings;
  std::set<std::pair<SiteId, LocationId>> known;
  for (const RecordedEvent& recorded : world.events.events()) {
    const Event& event = recorded.event;
    if (event.kind != EventKind::kBlock) continue;
    for (const Lock& lock : world.log[event.locks].locks()) {
      if (!is_real_lock(world, lock) || known.contains({event.site, lock.place})) continue;
      const RecordedEvent* other = who_wants(world, event, lock);
      if (other == nullptr) continue;
      known.emplace(event.site, lock.place);
      const std::string deed = deed_of(world, event.site);
      Finding finding;
      finding.rule = "racelab-over-locked";
      finding.message =
          fmt::format("'{}' is held by a thread that {}, and others wait for it as long", lock_name(world, lock), deed);
      finding.first = side_of(world, recorded, deed);
      finding.second = side_of(world, *other, fmt::format("takes {}", quoted(world, other->event.site)));
      const auto level = meeting_level(world, as_access(event), as_access(other->event));
      finding.why_parallel = why_parallel(world, event.thread, other->event.thread, *level);
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace check
