// What a reader of the source calls a step, a function, a lock.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <string>

#include "tool/finding.h"
#include "tool/program/lockset.h"
#include "tool/program/world.h"

namespace check {

const Step& step_at(const World& world, const Site& site);
std::string name_of(const World& world, FunctionId id);
Place place_of(const World& world, const Site& site);
/// The location that the step names: "p->count".
std::string text_at(const World& world, const Site& site);
/// "p->lock", by where it was taken; "a lock" when the source has no name for it.
std::string lock_name(const World& world, const Lock& lock);

}  // namespace check
