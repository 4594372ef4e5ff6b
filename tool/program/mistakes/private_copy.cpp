// A variable that a process writes and its parent reads afterwards: each has a copy, and the parent never sees what was written.
//
// A process that reads the variable itself works with its copy, and knows so; and so does a parent that writes it meanwhile.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

struct Use {
  std::vector<const RecordedAccess*> writes;
  std::set<unsigned> lines_of_writes;
  std::set<unsigned> lines_of_reads;
};

/// What a process does with its copy of a variable.
using Uses = std::map<std::pair<LocationId, ThreadId>, Use>;

Uses uses_of(const World& world, const std::set<LocationId>& places) {
  Uses uses;
  for (const RecordedAccess& recorded : world.log.accesses()) {
    const Access& access = recorded.access;
    if (!places.contains(access.place)) continue;
    Use& use = uses[{access.place, world.threads.process_of(access.thread)}];
    const unsigned line = step_at(world, world.sites[access.site]).line;
    if (access.kind == AccessKind::kRead) {
      use.lines_of_reads.insert(line);
    } else {
      use.writes.push_back(&recorded);
      use.lines_of_writes.insert(line);
    }
  }
  return uses;
}

AccessReport written(const World& world, const RecordedAccess& recorded) {
  AccessReport report = side_at(world, recorded.access.site, fmt::format("writes {}", quoted(world, recorded.access.site)));
  report.call_path = call_path(world, recorded.path);
  return report;
}

}  // namespace

std::vector<Finding> find_private_copies(World& world) {
  std::vector<Finding> findings;
  std::set<LocationId> places;
  for (const RecordedEvent& recorded : world.events.events()) {
    if (recorded.event.kind == EventKind::kLook) places.insert(recorded.event.place);
  }
  if (places.empty()) return findings;
  const Uses uses = uses_of(world, places);
  std::set<std::pair<SiteId, LocationId>> known;
  for (const RecordedEvent& recorded : world.events.events()) {
    const Event& event = recorded.event;
    if (event.kind != EventKind::kLook) continue;
    const ThreadId own = world.threads.process_of(event.thread);
    for (const auto& [whose, use] : uses) {
      const auto& [place, process] = whose;
      if (place != event.place || process == own || use.writes.empty()) continue;
      const std::vector<ThreadId>& over = world.log[event.company].over;
      if (std::ranges::find(over, process) == over.end()) continue;
      if (!std::ranges::includes(use.lines_of_writes, use.lines_of_reads)) continue;
      const auto of_parent = uses.find({place, own});
      if (of_parent != uses.end() && !of_parent->second.writes.empty()) continue;
      const RecordedAccess& write = *use.writes.front();
      if (!known.emplace(write.access.site, place).second) continue;
      Finding finding;
      finding.rule = "racelab-private-copy";
      finding.message = fmt::format("{} is written by a process, which has a copy of its own: the read in line {} never sees it",
                                    quoted(world, write.access.site), step_at(world, world.sites[event.site]).line);
      finding.first = written(world, write);
      finding.second = side_of(world, recorded, fmt::format("reads {}", quoted(world, event.site)));
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace check
