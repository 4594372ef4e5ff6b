// Threads that are waited for: one, or in a loop all that another loop started.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <optional>
#include <vector>

#include "tool/program/state/state.h"
#include "tool/program/world/world.h"

namespace check {

/// All instances of the thread are over: what they left running may still run.
void finish_join(World& world, State& state, ThreadId thread);

/// The thread (or one of those) that `value` stands for is over. `rounds` are those of the loops around.
void join(World& world, State& state, ValueId value, const std::vector<ValueId>& rounds);

/// The round of the innermost loop in which `value` is another element of a container each time; nothing if there is none.
std::optional<ValueId> round_of_each(const World& world, ValueId value, const std::vector<ValueId>& rounds);

/// One of these is over, another one each time: so all are when that has happened as often as there are threads.
void join_one_of(World& world, State& state, const std::vector<ThreadId>& several);

/// An instance of the thread was waited for in this round of a loop.
bool has_mark(const State& state, ThreadId thread, ValueId round);

/// The threads whose instances were waited for in every round of a loop, given the states at the ends of its rounds.
std::vector<ThreadId> joined_in_every_round(const std::vector<State>& ends, ValueId round);

}  // namespace check
