// What a process of the family does before it ends by itself, in Python's order:
//
//   1. it calls the finalizers with a priority of 0 or more, the highest first;
//   2. it ends its daemons: SIGTERM, and SIGKILL for one that is still there after kPatienceWithDaemons;
//   3. it waits for all its other children;
//   4. it calls the finalizers with a negative priority.
//
// The first process does this when main returns and in std::exit, which mp::exit calls there; a child does it when its function
// has ended, and in mp::exit and std::exit. A process that is killed, or ends by _exit or abort, does nothing of it: its children
// die with it by themselves (parent_death.h). Thread safety: may be called from any thread, also twice.
#pragma once

#include <chrono>
#include <memory>
#include <span>

namespace mp::internal {

class StartedChild;

inline constexpr std::chrono::seconds kPatienceWithDaemons{1};

/// Step 2, for these only. Returns when they have ended, or will at once.
void end_daemons(std::span<const std::shared_ptr<const StartedChild>> daemons);

/// From now on std::exit and the return from main do what end_of_process() does, before they destroy any object with static
/// lifetime that exists already.
void arrange_end_of_process();

/// An exception that leaves a finalizer is reported on stderr.
void end_of_process() noexcept;

}  // namespace mp::internal
