// An update in two steps that are each guarded, or atomic, and not together: what another thread writes in between is lost.
#include <fmt/core.h>

#include <map>
#include <set>
#include <vector>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"
#include "tool/program/races/meeting.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

using Writes = std::map<LocationId, std::vector<const RecordedAccess*>>;

Writes writes_by_place(const World& world) {
  std::set<LocationId> wanted;
  for (const RecordedEvent& recorded : world.events.events()) {
    if (recorded.event.kind == EventKind::kSplitUpdate) wanted.insert(recorded.event.place);
  }
  Writes writes;
  if (wanted.empty()) return writes;
  for (const RecordedAccess& recorded : world.log.accesses()) {
    if (recorded.access.kind != AccessKind::kRead && wanted.contains(recorded.access.place))
      writes[recorded.access.place].push_back(&recorded);
  }
  return writes;
}

Finding finding_of(const World& world, const RecordedEvent& recorded) {
  const Event& event = recorded.event;
  const bool is_atomic = world.log[event.locks].empty();
  const std::string name = quoted(world, event.site);
  const unsigned line = step_at(world, world.sites[event.other]).line;
  Finding finding;
  finding.rule = "racelab-split-update";
  finding.message =
      is_atomic
          ? fmt::format("{} is loaded in line {} and stored here in a step of its own: what others store in between is lost",
                        name, line)
          : fmt::format(
                "{} is read in line {} and written here, and the lock is given up in between: what others write then is lost",
                name, line);
  finding.first = side_of(world, recorded, fmt::format("{} {}", is_atomic ? "stores" : "writes", name));
  finding.second = side_at(world, event.other, fmt::format("{} {}", is_atomic ? "loads" : "reads", quoted(world, event.other)));
  return finding;
}

}  // namespace

std::vector<Finding> find_split_updates(World& world) {
  std::vector<Finding> findings;
  const Writes writes = writes_by_place(world);
  std::set<std::pair<SiteId, SiteId>> known;
  for (const RecordedEvent& recorded : world.events.events()) {
    const Event& event = recorded.event;
    if (event.kind != EventKind::kSplitUpdate) continue;
    const auto others = writes.find(event.place);
    if (others == writes.end()) continue;
    for (const RecordedAccess* other : others->second) {
      if (!is_common(world, event.place, event.thread, other->access.thread)) continue;
      const auto level = meeting_level(world, as_access(event), other->access);
      if (!level || !known.emplace(event.site, event.other).second) continue;
      findings.push_back(finding_of(world, recorded));
      findings.back().why_parallel = why_parallel(world, event.thread, other->access.thread, *level);
      break;
    }
  }
  return findings;
}

}  // namespace check
