// Whether two accesses are kept apart by what their threads tell each other, without a lock.
//
//   counted down   the one is followed by a post of a counter, and the other has seen that all is done
//   handed over    each waits for a signal that the other posts after its access, as in ping-pong, in a ring of one producer and
//                  one consumer, or where a variable says whose turn it is
//   published      an element that was written lies below a number that the other has seen and that is stored later
//   claimed        both have got what only one thread ever gets
//   Dekker         each has raised a flag before it looked at the other's
//
// What is taken for a hand-over may still let both in at first; then the race is missed.
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

/// REQUIRES: the threads of the two part at this level.
bool is_handed_over(World& world, const RecordedAccess& a, const RecordedAccess& b, std::uint32_t level);

}  // namespace check
