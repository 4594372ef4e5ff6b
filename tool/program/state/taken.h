// What a thread took out of shared structures, and has alone since.
//
// Thread safety: as the state and the world.
#pragma once

#include "tool/program/state/state.h"
#include "tool/program/world/world.h"

namespace check {

/// How the object at `root`, or the one that keeps the only pointer to it, was taken out; nullptr if it was not.
const Taken* taken_with(World& world, const State& state, LocationId root);

/// A lock was given up. What was taken out under locks that are not held any more has changed hands.
void settle_taken(State& state);

/// The object was taken out so; how it was taken before counts no more.
void note_taken(State& state, Taken taken);
void forget_taken(State& state, LocationId pointee);

/// What the pointer leads to was taken out in one way or the other, depending on the way: `symbol` stands for `first` after `a`,
/// and for `second` after `b`.
void keep_taken(World& world, const State& a, ValueId first, const State& b, ValueId second, ValueId symbol, State& merged);

}  // namespace check
