// Flags that a thread has seen set: a test of a value that somebody must have stored since the threads were started.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/state.h"
#include "tool/program/world.h"

namespace check {

/// `condition` was just found to be as the facts of the state say.
void note_seen(World& world, State& state, ValueId condition);

}  // namespace check
