// What is a race in a run of a random program, by definition: two accesses to the same bytes, of two processes, one of them a
// write, not both atomic, and no path of happens-before from the one to the other.
//
// Of the standard's rules: order within a process, fork, join, locks, messages, and what synchronises atomics and fences, with
// release sequences. Source: ISO C++20 [intro.races], [atomics.fences].
#pragma once

#include <bitset>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "tests/sanitizer/random/trace.h"

namespace random_programs {

/// Two places in the source, the lesser first.
using Pair = std::pair<std::uint32_t, std::uint32_t>;
constexpr Pair pair_of(std::uint32_t one, std::uint32_t other) { return one < other ? Pair(one, other) : Pair(other, one); }

/// REQUIRES: read_trace()'s order. Throws std::logic_error when the steps cannot have happened.
std::set<Pair> races(const std::vector<Step>& trace);

}  // namespace random_programs
