// A lock that a thread still has when it is over, although nobody meant to keep it: some way out forgets it.
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

bool is_taken_by_hand(const Step& step) {
  return step.op == Op::kLibrary && step.model >= Model::kAcquire && step.model <= Model::kTryAcquireShared;
}

bool gives_up(const Function& function) {
  for (const Block& block : function.summary->blocks) {
    for (const Step& step : block.steps) {
      if (step.op == Op::kLibrary && step.model == Model::kRelease) return true;
    }
  }
  return false;
}

/// The thread waits for itself when it comes by again; that is told elsewhere.
bool is_taken_twice(const World& world, SiteId taken) {
  return std::ranges::any_of(world.events.events(), [&](const RecordedEvent& recorded) {
    return recorded.event.kind == EventKind::kTakeAgain && (recorded.event.other == taken || recorded.event.site == taken);
  });
}

/// The first return from the function that leaves with the lock. A function that never gives it up keeps it for its caller.
std::optional<SiteId> way_out(const World& world, SiteId taken) {
  if (!gives_up(world.code[world.sites[taken].function])) return std::nullopt;
  std::optional<SiteId> first;
  for (const RecordedEvent& recorded : world.events.events()) {
    const Event& event = recorded.event;
    if (event.kind != EventKind::kLeave || event.other != taken) continue;
    if (!first || place_of(world, world.sites[event.site]) < place_of(world, world.sites[*first])) first = event.site;
  }
  return first;
}

}  // namespace

std::vector<Finding> find_locks_not_released(World& world) {
  std::vector<Finding> findings;
  if (!world.code.find("main")) return findings;  // who calls the functions of a library may give up what they keep
  std::set<SiteId> known;
  for (const RecordedEvent& recorded : world.events.events()) {
    const Event& event = recorded.event;
    if (event.kind != EventKind::kEnd || !is_taken_by_hand(step_at(world, world.sites[event.site]))) continue;
    if (is_taken_twice(world, event.site) || !known.insert(event.site).second) continue;
    const std::string name = quoted(world, event.site);
    const std::string thread = event.thread == kMainThread ? "main" : who(world, event.thread);
    Finding finding;
    finding.rule = "racelab-lock-not-released";
    finding.first = side_at(world, event.site, fmt::format("takes {}", name));
    const std::optional<SiteId> out = way_out(world, event.site);
    if (out) finding.second = side_at(world, *out, fmt::format("returns without giving {} up", name));
    finding.message = out ? fmt::format("{} is still held after the return in line {}", name, finding.second->place.line)
                          : fmt::format("{} is still held when {} ends", name, thread);
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace check
