// Signals that a thread has seen: a test of a value that somebody must have stored since the threads were started.
//
//   seen       the value is surely another than at the start
//   finished   it is the last value of a counter: zero on the way down, or the number that it counts up to
//   heard      it says that it is this thread's turn: it is compared with a number of one's own, another index, or with one of
//              the numbers that others store; or that there is room: a counter is low that others count down
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/state/state.h"
#include "tool/program/world/world.h"

namespace check {

/// `condition` was just found to be as the facts of the state say.
void note_seen(World& world, State& state, ValueId condition);

/// The value of the signal is why this way goes on.
void note_heard(State& state, const Heard& heard);
/// The thread posts: what it has heard before is over, but for what it heard under a lock that it still holds.
void take_heard(State& state);

/// A fence with acquire was passed, or `place` was loaded with acquire: what was tested before on relaxed loads counts now.
void note_fenced(World& world, State& state);
void note_fenced(World& world, State& state, LocationId place);

/// A loop waited for the semaphore in each of its rounds, `trips` times.
void note_waited(World& world, State& state, LocationId semaphore, ValueId trips);

}  // namespace check
