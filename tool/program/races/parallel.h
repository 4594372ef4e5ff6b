// Whether two accesses may happen at the same time.
//
// The threads of a program are a tree. Two accesses belong to instances of threads that have their ancestors in common down to
// some level and then part; for each such level it is asked whether the two may be alive together.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

/// The levels at which instances of the two threads may part and still run at the same time; the last common level is meant.
std::vector<std::uint32_t> parting_levels(const World& world, const Access& a, const Access& b);

/// The atomic flag that would order the two if its store and its load were not relaxed: `first` is made before the flag is set,
/// and the thread of `second` has found it set.
std::optional<LocationId> relaxed_flag(const World& world, const Access& first, const Access& second);

/// The threads from `level` + 1 down to the thread of the access.
std::vector<ThreadId> line_below(const World& world, ThreadId thread, std::uint32_t level);

}  // namespace check
