// A lock that a thread takes although it has it already: it waits for itself.
#include <fmt/core.h>

#include <set>
#include <utility>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"

namespace check {

std::vector<Finding> find_double_locks(World& world) {
  std::vector<Finding> findings;
  std::set<std::pair<Place, Place>> known;
  for (const RecordedEvent& recorded : world.events.events()) {
    if (recorded.event.kind != EventKind::kTakeAgain) continue;
    const std::string name = quoted(world, recorded.event.site);
    Finding finding;
    finding.rule = "racelab-double-lock";
    finding.message = fmt::format("{} is taken by a thread that has it already, and that waits for itself", name);
    finding.first = side_of(world, recorded, fmt::format("takes {}", name));
    AccessReport before = side_at(world, recorded.event.other, fmt::format("takes {}, too", quoted(world, recorded.event.other)));
    if (!known.emplace(finding.first.place, before.place).second) continue;
    if (!(before.place == finding.first.place)) finding.second = std::move(before);
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace check
