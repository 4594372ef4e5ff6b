// What a reader of the source calls a step, a function, a lock.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/program/world/lockset.h"
#include "tool/program/world/world.h"

namespace check {

const Step& step_at(const World& world, const Site& site);
std::string name_of(const World& world, FunctionId id);
Place place_of(const World& world, const Site& site);
/// The load that answered the symbol.
SiteId load_of(World& world, ValueId symbol);
/// The calls from the start of the thread, and the start itself.
std::vector<CallStep> call_path(const World& world, PathId id);
/// A lock of the program, and not one of the analysis: what runs once, or in one thread after a barrier, is alone as under a
/// lock.
bool is_real_lock(const World& world, const Lock& lock);
bool is_of_owner(const World& world, LocationId lock);
std::vector<HeldLock> held_locks(const World& world, const Lockset& locks);
/// Those that are held, and those under which the object was taken out.
std::vector<HeldLock> guarding_locks(const World& world, const Lockset& locks);
/// "the thread that runs 'job', started in line 12".
std::string who(const World& world, ThreadId thread);
/// The location that the step names: "p->count".
std::string text_at(const World& world, const Site& site);
/// "p->lock", by where it was taken; "a lock" when the source has no name for it.
std::string lock_name(const World& world, const Lock& lock);

}  // namespace check
