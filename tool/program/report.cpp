#include "tool/program/report.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "tool/program/diagnosis.h"
#include "tool/program/naming.h"
#include "tool/program/parallel.h"

namespace check {
namespace {

StepKind kind_of(const Thread& thread) {
  return thread.kind == ThreadKind::kProcess ? StepKind::kProcessStart : StepKind::kThreadStart;
}

/// The calls from the start of the thread, and the start itself.
std::vector<CallStep> call_path(const World& world, PathId id) {
  std::vector<CallStep> steps;
  while (true) {
    const Path& path = world.paths[id];
    if (path.round >= 0) {
      id = path.caller;
      continue;
    }
    if (!path.is_root && !path.is_shared) {
      steps.push_back({.kind = StepKind::kCall, .place = place_of(world, path.call), .callee = name_of(world, path.function)});
      id = path.caller;
      continue;
    }
    if (path.thread != kMainThread) {
      const Thread& thread = world.threads[path.thread];
      const FunctionId body = thread.bodies.empty() || path.is_root ? path.function : *thread.bodies.begin();
      steps.push_back({.kind = kind_of(thread), .place = place_of(world, thread.start), .callee = name_of(world, body)});
    }
    break;
  }
  std::ranges::reverse(steps);
  return steps;
}

/// Stands for another lock that is held, too.
bool is_of_owner(const World& world, LocationId lock) {
  const PlaceNode& node = world.terms[lock];
  if (node.kind != PlaceKind::kElement) return false;
  const PlaceNode& parent = world.terms[node.parent];
  return parent.kind == PlaceKind::kField && static_cast<NameId>(parent.id) == world.lock_field;
}

AccessReport access_report(const World& world, const RecordedAccess& recorded) {
  const Site& site = world.sites[recorded.access.site];
  AccessReport result;
  result.kind = recorded.access.kind;
  result.path = world.code[site.function].text(step_at(world, site).text);
  result.place = place_of(world, site);
  result.call_path = call_path(world, recorded.path);
  for (const Lock& lock : world.log[recorded.access.locks].locks()) {
    if (is_of_owner(world, lock.place)) continue;
    result.locks.push_back({.name = lock_name(world, lock),
                            .shared = lock.mode == LockMode::kShared,
                            .acquired = place_of(world, world.sites[static_cast<SiteId>(lock.taken)])});
  }
  return result;
}

std::string who(const World& world, ThreadId thread) {
  if (thread == kMainThread) return "main";
  const Thread& info = world.threads[thread];
  const Place start = place_of(world, info.start);
  const std::string body = info.bodies.empty() ? "?" : name_of(world, *info.bodies.begin());
  return fmt::format("the {} that runs '{}', started in line {}", info.kind == ThreadKind::kProcess ? "process" : "thread", body,
                     start.line);
}

std::string why(const World& world, const Race& race) {
  const std::vector<ThreadId> first = line_below(world, race.first.access.thread, race.level);
  const std::vector<ThreadId> second = line_below(world, race.second.access.thread, race.level);
  if (first.empty()) return fmt::format("{} is not joined before the first access", who(world, second.back()));
  if (second.empty()) return fmt::format("{} is not joined before the second access", who(world, first.back()));
  if (first.back() == second.back()) {
    return fmt::format("{} is started more than once, and no join lies between the starts", who(world, first.back()));
  }
  return fmt::format("{} and {} are started without a join between them", who(world, first.back()), who(world, second.back()));
}

std::string message(const World& world, const Race& race, const AccessReport& first, const AccessReport& second,
                    const std::string& how) {
  const char* verb = first.kind == AccessKind::kUpdate ? "updated" : "written";
  const bool processes =
      world.threads.process_of(race.first.access.thread) != world.threads.process_of(race.second.access.thread);
  const char* whom = processes ? "processes" : "threads";
  const bool both_write = second.kind != AccessKind::kRead;
  const bool same_line = first.place.file == second.place.file && first.place.line == second.place.line;
  if (same_line || (both_write && first.path == second.path)) {
    return fmt::format("'{}' is {} by two {} at the same time{}", first.path, verb, whom, how);
  }
  const char* other = both_write ? "writes" : "reads";
  const char* comma = how.starts_with(',') ? "" : ",";
  return fmt::format("'{}' is {} while another {} {} it{}{}", first.path, verb, processes ? "process" : "thread", other, comma,
                     how);
}

}  // namespace

Finding report(World& world, const Race& race) {
  const Diagnosis diagnosis = diagnose(world, race);
  Finding finding;
  finding.rule = diagnosis.rule;
  finding.first = access_report(world, race.first);
  finding.second = access_report(world, race.second);
  finding.message = message(world, race, finding.first, finding.second, diagnosis.how);
  finding.why_parallel = why(world, race);
  return finding;
}

}  // namespace check
