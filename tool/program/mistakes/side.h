// Events as the sides of a finding.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tool/finding.h"
#include "tool/program/world/events.h"
#include "tool/program/world/world.h"

namespace check {

/// What happened at the event: "takes 'b'", with the locks held and the way there.
AccessReport side_of(const World& world, const RecordedEvent& recorded, std::string deed);
/// The same of a place alone.
AccessReport side_at(const World& world, SiteId site, std::string deed);

/// "'m'", as the source calls what the step at the site works on.
std::string quoted(const World& world, SiteId site);

/// The event as an access: for the questions that are the same for both.
Access as_access(const Event& event);

/// The level at which the two may run at the same time; nothing if they cannot.
std::optional<std::uint32_t> meeting_level(const World& world, const Access& a, const Access& b);

/// Whether the lock is the same one for both threads: a process has a copy of what lies outside of shared memory.
bool is_common(const World& world, LocationId lock, ThreadId a, ThreadId b);

}  // namespace check
