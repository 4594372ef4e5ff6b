// Whether a thread surely posts a signal after an access: whatever it did up to the post is visible to whoever has seen it.
//
// The chain of calls that leads to the access is climbed: in one of its functions every way from there to the end must pass a
// post, or a call that surely posts.
// Thread safety: none; one analysis is one thread.
#pragma once

#include <set>

#include "tool/program/world/access.h"
#include "tool/program/world/signals.h"
#include "tool/program/world/world.h"

namespace check {

/// With `may_end`, ways to the end of a function that pass no post do not count if another way does: who waits for one then waits
/// for ever, and cannot come too early.
bool is_followed_by_post(const World& world, const RecordedAccess& access, const std::set<PostPlace>& posts, bool may_end);

}  // namespace check
