#include "tool/program/report.h"

#include <fmt/core.h>

#include <string>

#include "tool/program/diagnosis.h"
#include "tool/program/races/meeting.h"
#include "tool/program/world/naming.h"
#include "tool/program/world/overlap.h"

namespace check {
namespace {

AccessReport access_report(const World& world, const RecordedAccess& recorded) {
  const Site& site = world.sites[recorded.access.site];
  AccessReport result;
  result.kind = recorded.access.kind;
  result.path = world.code[site.function].text(step_at(world, site).text);
  result.place = place_of(world, site);
  result.call_path = call_path(world, recorded.path);
  result.locks = held_locks(world, world.log[recorded.access.locks]);
  return result;
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

PartName part_name(const World& world, LocationId place) {
  const LocationId root = world.terms.root(place);
  const Object* object = world.object_of(place);
  PartName name;
  name.is_global = object != nullptr && object->kind == ObjectKind::kGlobal;
  name.object = name.is_global ? world.code.text(object->key) : fmt::format("object {}", index_of(root));
  for (const LocationId step : path_to(world.terms, place)) {
    const PlaceNode& node = world.terms[step];
    name.fields.push_back(node.kind == PlaceKind::kField ? world.code.text(static_cast<NameId>(node.id)) : "[]");
  }
  return name;
}

}  // namespace

LockedAccess locked_access(const World& world, const RecordedAccess& recorded) {
  LockedAccess result{access_report(world, recorded), part_name(world, recorded.access.place), {}};
  result.report.locks = guarding_locks(world, world.log[recorded.access.locks]);
  for (const Lock& lock : world.log[recorded.access.locks].locks())
    if (!is_of_owner(world, lock.place)) result.locks.push_back(part_name(world, lock.place));
  return result;
}

Finding report(World& world, const Race& race) {
  const Diagnosis diagnosis = diagnose(world, race);
  Finding finding;
  finding.rule = diagnosis.rule;
  finding.first = access_report(world, race.first);
  finding.second = access_report(world, race.second);
  finding.message = message(world, race, finding.first, *finding.second, diagnosis.how);
  finding.why_parallel = why_parallel(world, race.first.access.thread, race.second.access.thread, race.level);
  return finding;
}

}  // namespace check
