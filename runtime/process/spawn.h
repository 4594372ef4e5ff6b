// A child that is a new copy of the program: how its parent makes it, and what it finds.
//
// The parent writes all that the child must know into a memfd, before there is a child, and the child reads it in the constructor
// of its mp::Runtime (runtime.h). It inherits these descriptors and no others, besides standard output and standard error:
//
//   0   /dev/null        4      the memory of the family's arena (memory/inherited_arena.h)
//   3   the memfd        5...   what newborn.h lists
//
// Two variables of its environment say so: RACELAB_TASK=3 and RACELAB_ARENA. The child takes both away, so that they reach no
// program that it starts itself. Its arguments are those of the program's first process.
// Thread safety: may be called from any thread. Kill safety: the memfd is whole before the child exists, so a parent that dies
// at any instruction leaves a whole one or none; a child that finds its parent dead dies in its first line of main.
#pragma once

#include <sys/types.h>

#include <string_view>

#include "runtime/process/newborn.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {

/// Throws ValueError if the program's main has no Runtime, so that `name` cannot be started by `method`.
void require_copies_possible(std::string_view name, std::string_view method);

/// Starts the copy, which will run the packed call. Throws ValueError if the program's main has no Runtime, OSError if the kernel
/// refuses.
pid_t spawn(const NewProcess& child, const CallForNewProcess& call);

/// In the constructor of the Runtime: the program's arguments, which its copies will have.
void remember_arguments(int argc, char** argv);

/// If this process is such a child, does its work and ends. Otherwise returns.
void live_if_spawned();

}  // namespace mp::internal
