#include "tool/program/mistakes/side.h"

#include <fmt/core.h>

#include <vector>

#include "tool/program/races/parallel.h"
#include "tool/program/world/naming.h"

namespace check {

AccessReport side_at(const World& world, SiteId site, std::string deed) {
  AccessReport report;
  report.place = place_of(world, world.sites[site]);
  report.deed = std::move(deed);
  return report;
}

AccessReport side_of(const World& world, const RecordedEvent& recorded, std::string deed) {
  AccessReport report = side_at(world, recorded.event.site, std::move(deed));
  report.locks = held_locks(world, world.log[recorded.event.locks]);
  report.call_path = call_path(world, recorded.path);
  return report;
}

std::string quoted(const World& world, SiteId site) {
  const std::string text = text_at(world, world.sites[site]);
  return text.empty() ? "a lock" : fmt::format("'{}'", text);
}

Access as_access(const Event& event) {
  return {.place = event.place,
          .kind = AccessKind::kWrite,
          .site = event.site,
          .thread = event.thread,
          .locks = event.locks,
          .company = event.company};
}

std::optional<std::uint32_t> meeting_level(const World& world, const Access& a, const Access& b) {
  const std::vector<std::uint32_t> levels = parting_levels(world, a, b);
  return levels.empty() ? std::nullopt : std::optional(levels.front());
}

bool is_common(const World& world, LocationId lock, ThreadId a, ThreadId b) {
  if (world.objects[static_cast<ObjectId>(world.terms[world.terms.root(lock)].id)].own_to_thread) return false;
  return world.threads.process_of(a) == world.threads.process_of(b) || world.is_shared_by_processes(lock);
}

}  // namespace check
