// A process that is waited for before its queue is emptied: it waits for room in the queue, and its parent for its end.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

using Events = std::vector<const RecordedEvent*>;

Events events_of(const World& world, EventKind kind) {
  Events events;
  for (const RecordedEvent& recorded : world.events.events()) {
    if (recorded.event.kind == kind) events.push_back(&recorded);
  }
  return events;
}

bool is_in_loop(const World& world, const RecordedEvent& recorded) {
  Site site = world.sites[recorded.event.site];
  PathId path = recorded.path;
  while (world.code[site.function].flow.loops_around[site.block].empty()) {
    while (world.paths[path].round >= 0) path = world.paths[path].caller;
    if (world.paths[path].is_root || world.paths[path].is_shared) return false;
    site = world.paths[path].call;
    path = world.paths[path].caller;
  }
  return true;
}

/// What the process puts into the queue in a loop: it may be more than the queue has room for.
const RecordedEvent* put_by(const World& world, const Events& puts, LocationId queue, ThreadId process) {
  const auto found = std::ranges::find_if(puts, [&](const RecordedEvent* put) {
    return put->event.place == queue && world.threads.is_within(put->event.thread, process) && is_in_loop(world, *put);
  });
  return found == puts.end() ? nullptr : *found;
}

}  // namespace

std::vector<Finding> find_joins_before_drain(World& world) {
  std::vector<Finding> findings;
  const Events joins = events_of(world, EventKind::kJoin);
  const Events puts = events_of(world, EventKind::kPut);
  const Events gets = events_of(world, EventKind::kGet);
  std::set<std::pair<SiteId, ThreadId>> known;
  for (const RecordedEvent* join : joins) {
    const ThreadId process = join->event.whom;
    for (const RecordedEvent* get : gets) {
      const std::vector<ThreadId>& over = world.log[get->event.company].over;
      if (get->event.thread != join->event.thread || std::ranges::find(over, process) == over.end()) continue;
      const LocationId queue = get->event.place;
      const RecordedEvent* put = put_by(world, puts, queue, process);
      // Somebody takes items out while the process runs.
      const bool is_drained = std::ranges::any_of(gets, [&](const RecordedEvent* other) {
        const std::vector<ThreadId>& over_then = world.log[other->event.company].over;
        return other->event.place == queue && std::ranges::find(over_then, process) == over_then.end();
      });
      if (put == nullptr || is_drained || !known.emplace(join->event.site, process).second) continue;
      Finding finding;
      finding.rule = "racelab-join-before-drain";
      const std::string whom = who(world, process);
      const std::string name = quoted(world, get->event.site);
      finding.message = fmt::format(
          "{} is waited for before what it puts into {} is taken out: if that is full, both wait for ever", whom, name);
      finding.first = side_of(world, *join, fmt::format("waits for the end of {}", whom));
      finding.second = side_of(world, *get, fmt::format("takes out of {}", name));
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace check
