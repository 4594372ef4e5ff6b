// Whether elements of an array are published one after the other by a number that says how many there are: who looks below the
// number sees them whole.
//
// Source: the published prefix of a log that only grows; [intro.races] for why the store of a larger number comes after, too.
// Thread safety: none; one analysis is one thread.
#pragma once

#include "tool/program/world/access.h"
#include "tool/program/world/world.h"

namespace check {

/// `reader` has seen a number above its index, which the thread of `writer` stores after its access, and no other thread does.
bool is_published(World& world, const RecordedAccess& writer, const RecordedAccess& reader);

}  // namespace check
