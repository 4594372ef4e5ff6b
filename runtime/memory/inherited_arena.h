// How a spawned process learns where its family's arena is: a descriptor that it inherits, and one variable of its environment.
//
//   RACELAB_ARENA=4:580000000000:1000000000          descriptor, address and length (hexadecimal)
//
// The first one to need the arena takes the variable away, be it a constructor of a static object, so that programs which this
// process starts do not find it. A variable that was left over from another program means nothing: its descriptor is not ours.
// Thread safety: none; called once, by family_arena(), before the process has begun its work.
#pragma once

#include <optional>
#include <string>

#include "runtime/memory/mapping.h"

namespace mp::memory {

/// The variable for a process that will have the arena's memory as `descriptor`: "RACELAB_ARENA=...".
std::string arena_variable(const Mapping::Place& place, int descriptor);

/// What this process inherited; nothing if it was not spawned. From now on other programs will not inherit it.
std::optional<Mapping::Place> take_inherited_arena();

}  // namespace mp::memory
