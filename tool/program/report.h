// A race as a finding: what is accessed, how both threads came there, what they hold, and why they may run at the same time. And
// an access by itself.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/finding.h"
#include "tool/program/locked_access.h"
#include "tool/program/races/races.h"
#include "tool/program/world/world.h"

namespace check {

Finding report(World& world, const Race& race);
LockedAccess locked_access(const World& world, const RecordedAccess& recorded);

}  // namespace check
